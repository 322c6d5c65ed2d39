using Muster.Chaos.Edits;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Chaos.Instructions;

/// <summary>One instruction, for which several ask with the same id, each as often as it takes to be answered.</summary>
/// <param name="theatre">Where the registry and the process play.</param>
/// <param name="provider">The process.</param>
/// <param name="command">What it is to do.</param>
/// <param name="cancel">Ends the play.</param>
internal sealed class Order(Theatre theatre, string provider, string command, CancellationToken cancel)
{
    private const int Askers = 3;

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // whoever waits longer hangs

    private Task<InstructionReceipt>[] _asked = [];

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public string Command => command;

    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often one who asked was not answered, and asked again.</summary>
    public int Retries { get; private set; }

    public long SlowestMs { get; private set; }

    /// <summary>Those who have their receipt.</summary>
    public int Answered => _asked.Count(static one => one.IsCompleted);

    public Deeds Deeds => Deeds.Of(theatre.DeedsOf(provider));

    public (int Begun, int Ended) Done => Deeds.CountOf(Id);

    public void Ask() => _asked = [.. Enumerable.Range(0, Askers).Select(_ => AskUntilAnsweredAsync())];

    public Task BegunAsync() => theatre.UntilAsync($"{provider} begins to {command}", () => Done.Begun > 0, cancel);

    /// <summary>Waits for the receipts of all who asked.</summary>
    public Task<InstructionReceipt[]> AnsweredAsync() => Task.WhenAll(_asked);

    /// <summary>The receipt again, for one more who asks with the id.</summary>
    public Task<InstructionReceipt> OnceMoreAsync() => AskUntilAnsweredAsync();

    /// <summary>What the registry's list says now of whether it takes no new calls.</summary>
    public async Task<bool> IsListedDrainedAsync()
    {
        using var calls = new Calls(theatre.Registry, cancel);
        var list = await calls.DoAsync(RegistryMethods.ListInstances, new() { Namespace = "default", Service = ConsumerPlayer.Service, OnlyLooking = true });
        return list.Instances.Single(one => one.Instance.Id == provider).Instance.Weight == 0;
    }

    private async Task<InstructionReceipt> AskUntilAnsweredAsync()
    {
        var request = new InstructRequest
        {
            Id = Id, Namespace = "default", Service = ConsumerPlayer.Service, Instance = provider, Command = command, WithinMs = (uint)Within.TotalMilliseconds, Arguments = { [DeedLog.Id] = Id },
        };
        for (var started = CallLog.Now; ;)
        {
            try
            {
                using var calls = new Calls(theatre.Registry, cancel);
                var receipt = await calls.DoAsync(AdminMethods.Instruct, request);
                SlowestMs = Math.Max(SlowestMs, CallLog.Now - started);
                return receipt;
            }
            catch (RpcException away) when (IsForNow(away.Code) && CallLog.Now - started < Patience.TotalMilliseconds)
            {
                Retries++;
                await Task.Delay(Again, cancel);
            }
            catch (RpcException failed)
            {
                throw new StageException($"{command} of {provider} ({Id}) got no receipt after {(CallLog.Now - started) / 1000.0:0.0} s: {failed.Code}, {failed.Message}");
            }
        }
    }

    /// <summary>The line was cut, or the registry killed; not found: it is back, and the process has not found it again.</summary>
    private static bool IsForNow(RpcStatusCode code) =>
        code is RpcStatusCode.Unavailable or RpcStatusCode.Cancelled or RpcStatusCode.Unknown or RpcStatusCode.Internal or RpcStatusCode.NotFound;
}
