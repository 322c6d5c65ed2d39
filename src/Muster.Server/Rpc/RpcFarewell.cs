using Microsoft.AspNetCore.Http;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>Lets a caller get all of his answer before the stream goes.</summary>
/// <remarks>
/// The answer is closed first. A caller who is not done sending gets a moment to close his side, and what he still sends
/// is let pass. Without it the web server resets the stream at once, and a node that stops closes the connection behind
/// it; an HTTP stack may then drop the last frames, which it has received but not handed on.
/// </remarks>
internal static class RpcFarewell
{
    /// <summary>How long a caller has to close his side.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task SayAsync(HttpContext http, MessageReader requests, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, http.RequestAborted);
        try
        {
            await http.Response.CompleteAsync();
            await requests.DrainAsync(over.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // He took too long, or is no longer there.
        }
    }
}
