using Muster.Cli.CommandLine;
using Muster.Rpc;

namespace Muster.Cli.Tests.CommandLine;

/// <summary>What to do is said once, by whoever knows best.</summary>
public sealed class Words_of_failed_calls
{
    [Theory]
    [InlineData("The control data cannot be written: no space. Nothing was changed. See that there is space on the node's disk, and try again.",
        "The registry at r:7501 cannot answer now: The control data cannot be written: no space. Nothing was changed. See that there is space on the node's disk, and try again.")]
    [InlineData("This node is stopping. See whether the edit was taken when it is back.", "The registry at r:7501 cannot answer now: This node is stopping. See whether the edit was taken when it is back.")]
    [InlineData("The peer answered HTTP status 503.", "The registry at r:7501 cannot answer now (The peer answered HTTP status 503). Try again.")]
    public void A_registry_that_says_what_to_do_is_not_talked_over(string said, string told)
    {
        var failure = CallFailure.Explain(new(RpcStatusCode.Unavailable, said), new("r:7501", "default", "", null), TimeSpan.FromSeconds(10));

        Assert.Equal((ExitCode.Unreachable, told), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void What_the_transport_says_is_no_advice()
    {
        var failure = CallFailure.Explain(new(RpcStatusCode.Unavailable, "An error occurred. Nobody knows why.", new IOException("gone")), new("r:7501", "default", "", null), TimeSpan.FromSeconds(10));

        Assert.EndsWith(" Try again.", failure.Message, StringComparison.Ordinal);
    }
}
