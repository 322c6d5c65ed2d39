using System.Text.Json.Serialization;

namespace Muster.Cli.Demo;

/// <summary>One line of a consumer's own log: what it did, or what it was shown.</summary>
/// <param name="At">Microseconds of the machine's monotonic clock: comparable between the processes of one machine.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CallEntry), "call")]
[JsonDerivedType(typeof(ListEntry), "list")]
internal abstract record LogEntry(long At);

/// <summary>A call, from picking an instance to its answer.</summary>
/// <param name="At">When it began.</param>
/// <param name="Instance">Who answered; null when nobody did.</param>
/// <param name="Attempts">How many instances were tried.</param>
/// <param name="Took">Microseconds.</param>
internal sealed record CallEntry(long At, string? Instance, int Attempts, long Took) : LogEntry(At)
{
    [JsonIgnore]
    public bool Failed => Instance is null;
}

/// <summary>A list that the consumer was shown.</summary>
/// <param name="At">When.</param>
/// <param name="Source"><c>snapshot</c> or <c>registry</c>.</param>
/// <param name="Count">Its length.</param>
/// <param name="Epoch">Of its revision: tells the registry's lives apart.</param>
/// <param name="Digest">Proves it; 16 hexadecimal digits.</param>
/// <param name="Changes">What makes it differ from the one before.</param>
internal sealed record ListEntry(long At, string Source, int Count, ulong Epoch, string Digest, IReadOnlyList<SeenChange> Changes) : LogEntry(At);

/// <summary>What became of one instance; <c>Why</c> is its state, or the cause when it was removed.</summary>
internal sealed record SeenChange(string Change, string Id, string Why);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LogEntry))]
internal sealed partial class LogJson : JsonSerializerContext;
