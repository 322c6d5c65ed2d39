using System.Text.Json.Serialization;

namespace Muster.Cli.Planning;

/// <summary>The documents of <c>muster plan -o json</c>, and the file of the coefficients.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CapacityPlan))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(StormCosts))]
internal sealed partial class PlanJson : JsonSerializerContext;
