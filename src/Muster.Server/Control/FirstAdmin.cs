using Google.Protobuf;
using Muster.Protocol;
using Muster.Server.Storage;

namespace Muster.Server.Control;

/// <summary>The one token that a node hands out by itself: where others can reach it, and nobody could hand out a first one.</summary>
/// <remarks>
/// It is made at a start at which no token may administer: at the first, and again when all of them have ended, or were
/// revoked while nobody needed one. Whoever may restart the node and read its folder could do anything with it anyway.
/// </remarks>
internal static class FirstAdmin
{
    private const string Name = "admin";

    /// <summary>Null where somebody may administer already; else the secret, which is in the file as well.</summary>
    /// <param name="control">Not followed by anybody yet.</param>
    /// <param name="environment">The node's.</param>
    /// <param name="file">Takes the secret, for this user alone.</param>
    /// <param name="now">The wall clock.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<string?> MakeAsync(IControlEngine control, string environment, string file, DateTimeOffset now, CancellationToken cancel)
    {
        var tokens = (await control.RangeAsync(TokenRecord.All, cancel)).Entries.Select(TokenRecord.WordsOf);
        if (tokens.Any(token => TokenRecord.Administers(token, environment, now))) return null;

        var secret = TokenSecret.New();
        var token = new AccessToken
        {
            Name = Name, Environment = environment, Namespace = "*", Service = "*", May = { "owner" }, Author = "this node", Secrets = { TokenSecret.Kept(secret, now, TokenDesk.Usual) },
        };
        PrivateFile.Write(file, secret);
        var answer = await control.EditAsync(new([new(TokenRecord.KeyOf(Name), token.ToByteArray()), (Author.Registry with { Reason = "nobody could administer" }).Signature(now)]), cancel);
        return answer is ControlAnswer.Done ? secret : throw new Hosting.StartRefusedException($"MusterServer:DataDir: the node's first token cannot be kept. {(answer as ControlAnswer.Unavailable)?.Why}");
    }
}
