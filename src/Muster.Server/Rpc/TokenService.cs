using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Api;
using Muster.Server.Control;

namespace Muster.Server.Rpc;

/// <summary>The methods of <c>muster.v1.Admin</c> for tokens. Who may hand out what is the desk's to say.</summary>
internal sealed class TokenService(TokenDesk tokens, Gate gate)
{
    public void Map(RpcRoutes routes)
    {
        routes.MapUnary(AdminMethods.CreateToken, async (request, call, cancel) => Taken(await tokens.CreateAsync(Writer(call), request, cancel)));
        routes.MapUnary(AdminMethods.RotateToken, async (request, call, cancel) => Taken(await tokens.RotateAsync(Writer(call), request, cancel)));
        routes.MapUnary(AdminMethods.RevokeToken, RevokeAsync);
        routes.MapUnary(AdminMethods.ListTokens, (_, call, _) => Task.FromResult(List(call)));
    }

    private async Task<RevokeTokenResponse> RevokeAsync(RevokeTokenRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var (revision, error) = await tokens.RevokeAsync(Writer(call), request, cancel);
        return error is null ? new() { Revision = revision } : throw Refusal.Of(error);
    }

    private ListTokensResponse List(RpcServerCall call)
    {
        var (visible, error) = tokens.VisibleTo(Known(gate.Identify(call.Http.Request)));
        return visible is null ? throw Refusal.Of(error!) : new() { Tokens = { visible } };
    }

    private static NewSecret Taken((NewSecret? Made, Error? Error) answer) => answer.Made ?? throw Refusal.Of(answer.Error!);

    private Caller Writer(RpcServerCall call) => Known(gate.IdentifyWriter(call.Http.Request));

    private static Caller Known((Caller? Caller, Error? Error) asked) => asked.Caller ?? throw Refusal.Of(asked.Error!);
}
