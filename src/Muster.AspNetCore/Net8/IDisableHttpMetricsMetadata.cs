namespace Microsoft.AspNetCore.Http.Metadata;

/// <summary>.NET 9's mark of an endpoint that has no metrics. On .NET 8 nothing carries it, so everything is counted.</summary>
internal interface IDisableHttpMetricsMetadata;
