namespace System.Net.Http;

/// <summary>What .NET 9 brought, as far as it is used here.</summary>
internal static class LoadingContent
{
    /// <summary>Cancelling ends the wait; the load itself ends when its response is disposed, as callers then do.</summary>
    public static Task LoadIntoBufferAsync(this HttpContent content, CancellationToken cancel) =>
        content.LoadIntoBufferAsync().WaitAsync(cancel);
}
