using System.Security.Cryptography;
using System.Threading.Channels;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Instructions;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Takes what processes are to do, by whichever way it comes, and answers with the receipt.</summary>
/// <remarks>
/// Who gives up waiting takes nothing back: the receipt is kept, and the audit is told of it by the registry's loop. What is
/// refused never comes there, so it is told here.
/// </remarks>
internal sealed class InstructionDesk(RegistryLoop loop, AuditTrail audit)
{
    private const int IdBytes = 16;

    public async Task<(InstructionReceipt? Receipt, Error? Error)> InstructAsync(Caller author, InstructRequest request, CancellationToken cancel)
    {
        if (request.Id.Length == 0) request.Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var told = new TaskCompletionSource<InstructionReceipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (await AskAsync(new(author, request, receipt => told.TrySetResult(receipt)), cancel) is not { } error)
            return (await told.Task.WaitAsync(cancel), null);

        audit.Tell(RegistryWords.Instruction(author, request, error.Message));
        return (null, error);
    }

    private async Task<Error?> AskAsync(Input.Instruct instruct, CancellationToken cancel)
    {
        if (InstructionRules.FaultIn(instruct.Request) is { } fault) return Errors.Invalid(fault);
        try
        {
            await loop.StepAsync(instruct, cancel);
            return instruct.Error;
        }
        catch (ChannelClosedException)
        {
            return Errors.Of(ErrorCode.Unavailable, "This node is stopping. Ask again with the same id when it is back.");
        }
    }
}
