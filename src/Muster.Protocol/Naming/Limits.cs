namespace Muster.Protocol;

/// <summary>The stated limits of every input. docs/protocol.md lists them for users.</summary>
public static class Limits
{
    /// <summary>Bytes of one encoded frame from a client.</summary>
    public const int FrameBytes = 1024 * 1024;

    /// <summary>Bytes of the first encoded frame: nobody is trusted with more before it is known who speaks.</summary>
    public const int HelloBytes = 16 * 1024;

    /// <summary>Bytes of one encoded frame about a list: more are continued in another page.</summary>
    public const int PageBytes = 256 * 1024;

    /// <summary>Bytes of one encoded instance, fields that the registry does not know included.</summary>
    public const int InstanceBytes = 16 * 1024;

    /// <summary>Registrations, deregistrations, subscriptions or lines of a report in one frame.</summary>
    public const int Batch = 1000;

    /// <summary>Characters of an API's name in a report.</summary>
    public const int Api = 200;

    /// <summary>Characters of the reason that an instance gives for its status, and of the evidence for a state.</summary>
    public const int EvidenceText = 200;

    /// <summary>Instances that one session may hold.</summary>
    public const int InstancesPerSession = 10_000;

    /// <summary>Services that one connection may subscribe to.</summary>
    public const int SubscriptionsPerConnection = 10_000;

    /// <summary>Receipts that one connection may wait for at a time.</summary>
    public const int ReceiptsPerConnection = 100;

    /// <summary>Seconds that a receipt may be waited for; who asks for more gets this much.</summary>
    public const int ReceiptSeconds = 60;

    /// <summary>Stragglers that a receipt names; the others are counted.</summary>
    public const int Stragglers = 20;

    /// <summary>Characters of a namespace.</summary>
    public const int Namespace = 63;

    /// <summary>Characters of a service name or an instance id.</summary>
    public const int Name = 128;

    /// <summary>Characters of a zone, a unit or a client id's part.</summary>
    public const int Place = 64;

    /// <summary>Addresses of one instance.</summary>
    public const int Addresses = 8;

    /// <summary>Characters of one address.</summary>
    public const int Address = 256;

    /// <summary>The largest weight.</summary>
    public const uint Weight = 10_000;

    /// <summary>Keys of one instance's metadata.</summary>
    public const int MetadataKeys = 64;

    /// <summary>Characters of one metadata key.</summary>
    public const int MetadataKey = 64;

    /// <summary>UTF-8 bytes of all metadata keys and values of one instance.</summary>
    public const int MetadataBytes = 8 * 1024;

    /// <summary>UTF-8 bytes of one label that an operator lays over an instance.</summary>
    public const int OverlayLabel = 256;

    /// <summary>Overlays on one instance.</summary>
    public const int OverlaysPerInstance = 20;

    /// <summary>Overlays in one edit.</summary>
    public const int OverlaysPerEdit = 1000;

    /// <summary>Overlays in all.</summary>
    public const int Overlays = 20_000;

    /// <summary>Tokens that were handed out, in all.</summary>
    public const int Tokens = 10_000;

    /// <summary>Characters of the reason for an edit.</summary>
    public const int Reason = 200;

    /// <summary>Instances in all that operators registered without a process.</summary>
    public const int Persistent = 5_000;

    /// <summary>UTF-8 bytes of an admission policy.</summary>
    public const int PolicyBytes = 48 * 1024;

    /// <summary>Rules of an admission policy.</summary>
    public const int PolicyRules = 500;

    /// <summary>Admission policies that are kept, the one that holds included.</summary>
    public const int PoliciesKept = 100;

    /// <summary>Characters of the path or the service of a probe.</summary>
    public const int ProbeTarget = 200;

    /// <summary>The shortest and the longest time between two probes of one instance by one detector, in milliseconds.</summary>
    public const uint ShortestProbeInterval = 1_000, LongestProbeInterval = 300_000;

    /// <summary>The shortest and the longest time that one probe may take, in milliseconds.</summary>
    public const uint ShortestProbe = 50, LongestProbe = 10_000;

    /// <summary>Results in a row that a probe may ask for.</summary>
    public const uint ProbesInARow = 10;

    /// <summary>Detectors of one node, itself included.</summary>
    public const int Detectors = 100;

    /// <summary>Characters of what a detector says of one result.</summary>
    public const int ProbeEvidence = 100;

    /// <summary>Instructions of one node that await their result.</summary>
    public const int Instructions = 1000;

    /// <summary>Instructions of one instance that await their result.</summary>
    public const int InstructionsPerInstance = 100;

    /// <summary>Instructions that one node, or one process, remembers.</summary>
    public const int InstructionsKept = 5000;

    /// <summary>Minutes that an instruction is remembered: its id takes effect once within them.</summary>
    public const int InstructionMinutes = 10;

    /// <summary>Seconds that an instruction has, at most.</summary>
    public const int InstructionSeconds = 300;

    /// <summary>Arguments of an instruction.</summary>
    public const int InstructionArguments = 32;

    /// <summary>UTF-8 bytes of all arguments of an instruction, names and values together.</summary>
    public const int InstructionBytes = 4 * 1024;

    /// <summary>Registries that may pass an instruction on.</summary>
    public const uint InstructionHops = 8;
}
