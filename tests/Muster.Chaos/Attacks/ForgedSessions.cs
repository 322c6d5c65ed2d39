using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Chaos.Attacks;

/// <summary>Somebody with a token of his own wants to be somebody else's session, or to speak for it.</summary>
internal sealed class ForgedSessions(Target target, string victim, string attacker, Random random)
{
    private const int Guesses = 200;
    private const string Id = "victims-own";

    /// <summary>Sessions that are made up, with secrets that are made up.</summary>
    public Task<Outcome> InventAsync(CancellationToken cancel) => GuessAsync(
        attacker, _ => new Resume { Session = Convert.ToHexStringLower(Bytes(16)), Secret = ByteString.CopyFrom(Bytes(16)) }, "invented sessions", cancel);

    /// <summary>The victim's session, with secrets that are guessed, and even with the victim's own token.</summary>
    public async Task<Outcome> GuessAsync(CancellationToken cancel)
    {
        await using var holder = await LeanPeer.DialAsync(target, cancel);
        if ((await holder.HelloAsync(victim, null, cancel))?.Welcome is not { } welcome) return new(false, "the victim was not welcome");
        Resume Guess(int at) => new() { Session = welcome.Session, Secret = at % 2 == 0 ? ByteString.CopyFrom(Bytes(16)) : OneBitOff(welcome.Secret) };

        var stranger = await GuessAsync(attacker, Guess, "secrets of the victim's session, by another caller", cancel);
        var same = await GuessAsync(victim, Guess, "by the same caller", cancel);
        await holder.SendAsync(new Up { Heartbeat = new Heartbeat { Number = 1 } }, cancel);
        var lives = (await holder.HearAsync(cancel))?.HeartbeatAck?.Number == 1;
        return new(stranger.Held && same.Held && lives, $"{stranger.Told}; {same.Told}; the victim {(lives ? "stayed connected" : "WAS CUT OFF")}");
    }

    /// <summary>The victim's instance, told to leave on the attacker's stream and over HTTP.</summary>
    public async Task<Outcome> DeregisterAsync(CancellationToken cancel)
    {
        await using var holder = await LeanPeer.DialAsync(target, cancel);
        await holder.HelloAsync(victim, null, cancel);
        await holder.SendAsync(new Up { Register = new Register { Request = 1, Registrations = { new Registration { Service = Target.Service, Instance = new Instance { Id = Id, Addresses = { "http://10.9.8.7:80" } } } } } }, cancel);
        if ((await holder.HearAsync(cancel))?.Registered?.Results is not [{ Outcome: RegistrationResult.Types.Outcome.Accepted }]) return new(false, "the victim could not register");

        await using var other = await LeanPeer.DialAsync(target, cancel);
        await other.HelloAsync(attacker, null, cancel);
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", attacker) } };
        var (refused, denied) = (0, 0);
        for (var i = 0; i < Guesses; i++)
        {
            await other.SendAsync(new Up { Deregister = new Deregister { Request = (ulong)i + 1, Instances = { new InstanceKey { Service = Target.Service, Id = Id } } } }, cancel);
            if ((await other.HearAsync(cancel))?.Registered?.Results is [{ Outcome: RegistrationResult.Types.Outcome.Refused or RegistrationResult.Types.Outcome.Replaced }]) refused++;
            using var answer = await http.DeleteAsync(target.Api($"/v1/namespaces/{Target.Namespace}/services/{Target.Service}/instances/{Id}"), cancel);
            if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Conflict) denied++;
        }

        var list = await http.GetStringAsync(target.Api($"/v1/namespaces/{Target.Namespace}/services/{Target.Service}"), cancel);
        var listed = list.Contains($"\"{Id}\"", StringComparison.Ordinal);
        return new(refused == Guesses && denied == Guesses && listed, $"{refused} of {Guesses} refused on a stream, {denied} of {Guesses} over HTTP; the instance {(listed ? "is still listed" : "IS GONE")}");
    }

    private async Task<Outcome> GuessAsync(string token, Func<int, Resume> guess, string what, CancellationToken cancel)
    {
        var refused = 0;
        for (var i = 0; i < Guesses; i++)
        {
            await using var peer = await LeanPeer.DialAsync(target, cancel);
            var resume = guess(i);
            var answer = await peer.HelloAsync(token, resume, cancel);
            if (answer is null or { Refused: not null } || (answer.Welcome is { Resumed: false } fresh && fresh.Session != resume.Session)) refused++;
        }

        return new(refused == Guesses, $"{refused} of {Guesses} {what} resumed nothing");
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private ByteString OneBitOff(ByteString secret)
    {
        var near = secret.ToByteArray();
        near[random.Next(near.Length)] ^= (byte)(1 << random.Next(8));
        return ByteString.CopyFrom(near);
    }
}
