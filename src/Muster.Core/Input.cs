using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Overlays;
using Muster.Core.Policy;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core;

/// <summary>Everything that can happen to a registry. Closed set.</summary>
internal abstract record Input
{
    /// <summary>Time passed; comes at least every <see cref="Registry.TickEvery"/>.</summary>
    public sealed record Tick : Input;

    /// <summary>A client sent a frame.</summary>
    public sealed record Received(Connection Connection, Up Frame) : Input;

    /// <summary>A client sent a frame of registrations, which were read on the way.</summary>
    public sealed record Enrol(Connection Connection, Candidates Candidates) : Input;

    /// <summary>A client sent something that is no frame; the words say what is wrong with it.</summary>
    public sealed record Malformed(Connection Connection, string Fault) : Input;

    /// <summary>The node itself has asked an instance.</summary>
    public sealed record Probed(ProbeResult Result) : Input;

    /// <summary>A connection is over, for whatever reason.</summary>
    public sealed record Closed(Connection Connection) : Input;

    /// <summary>A reader without a session follows one service until its connection closes. The caller is already authorized.</summary>
    public sealed record Watch(Connection Connection, ServiceKey Service, Held? Held) : Input;

    /// <summary>A thin client registers an instance, or renews and updates it. Answered in <see cref="ThinRequest.Answer"/>.</summary>
    public sealed record PutThin(Caller Caller, ServiceKey Service, Instance Instance, TimeSpan TimeToLive, Probe? Probe = null) : ThinRequest;

    /// <summary>A thin client says that its instance lives.</summary>
    public sealed record BeatThin(Caller Caller, ServiceKey Service, string Id) : ThinRequest;

    /// <summary>A thin client deregisters its instance.</summary>
    public sealed record RemoveThin(Caller Caller, ServiceKey Service, string Id) : ThinRequest;

    /// <summary>A reader without a session waits until everyone uses a service's list as it stands now. Told in a <see cref="Departed"/>.</summary>
    public sealed record AwaitKnown(Connection Connection, ServiceKey Service, TimeSpan Within) : Input;

    /// <summary>What operators laid over instances changed.</summary>
    public sealed record Lay(IReadOnlyList<OverlayChange> Changes) : Input;

    /// <summary>What operators registered without a process changed.</summary>
    public sealed record Persist(IReadOnlyList<PersistentChange> Changes) : Input;

    /// <summary>An operator says that the processes of instances are gone. All of them are taken out, or none.</summary>
    public sealed record Bury(ServiceKey Service, IReadOnlyList<string> Ids, string By, string Reason) : Input
    {
        /// <summary>Why nothing was done. Set by the step.</summary>
        public Error? Error { get; internal set; }

        /// <summary>Whose process is still connected. Set by the step.</summary>
        public List<string> Connected { get; } = [];
    }

    /// <summary>Somebody who may wants a process to do something. The request breaks no rule of its own.</summary>
    /// <param name="Told">Called once with the receipt, unless there is an error; during this step or a later one. Must not block.</param>
    public sealed record Instruct(Caller Caller, InstructRequest Request, Action<InstructionReceipt> Told) : Input
    {
        /// <summary>Why nothing was done. Set by the step.</summary>
        public Error? Error { get; internal set; }
    }

    /// <summary>Another admission policy holds from now on, for those who are in as well.</summary>
    public sealed record Govern(PolicyChange Change) : Input;

    /// <summary>Asks for a part of those whom a policy may be about. The machine fills it in.</summary>
    public sealed record Survey(PolicySurvey Part) : Input;

    /// <summary>Tokens were handed out, changed or taken back. Streams whose token no longer holds are told to go.</summary>
    public sealed record Recognize(IReadOnlyList<TokenChange> Changes) : Input;

    /// <summary>Asks which runs of instances are registered. The machine fills in those that are.</summary>
    public sealed record FindRuns(ServiceKey Service, IReadOnlyCollection<string> Ids) : Input
    {
        /// <summary>The incarnations, by id. Set by the step.</summary>
        public Dictionary<string, ulong> Found { get; } = new(StringComparer.Ordinal);

        internal void Fill(ServiceTable services)
        {
            if (services.Find(Service) is not { } service) return;
            foreach (var id in Ids)
                if (service.Find(id) is { } fact) Found[id] = fact.Incarnation;
        }
    }

    /// <summary>Asks how one instance stands. The machine fills it in, where it is registered.</summary>
    public sealed record Look(ServiceKey Service, string Id) : Input
    {
        /// <summary>Set by the step; null: nobody is registered under the id.</summary>
        public InstanceLook? Found { get; internal set; }
    }

    /// <summary>Asks for a part of the facts, to be written down. The machine fills the slice in.</summary>
    public sealed record Export(FactSlice Slice) : Input;

    /// <summary>The node stops: every client is told where to go.</summary>
    public sealed record Leave(string Reason) : Input;

    /// <summary>A request that is answered within the step.</summary>
    public abstract record ThinRequest : Input
    {
        /// <summary>Set by the step.</summary>
        public ThinAnswer Answer { get; internal set; }
    }
}

/// <summary>The answer to a thin client: the incarnation and time to live of what stands now, or an error.</summary>
internal readonly record struct ThinAnswer(ulong Incarnation, TimeSpan TimeToLive, bool Created, Error? Error);
