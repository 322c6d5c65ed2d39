using Microsoft.Extensions.DependencyInjection;

namespace Worker;

/// <summary>What an operator may have this process do, beside what every process does.</summary>
internal static class Instructions
{
    // <snippet:instructions>
    public static IServiceCollection AddInstructions(this IServiceCollection services) => services
        .AddMusterInstruction("recount", async (_, arguments, cancel) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);   // counts what is there; an error would be the operator's receipt
            Console.WriteLine($"recounted shelf {arguments["shelf"]}");
        })
        .AddMusterInstruction("drain", (_, _, _) =>
        {
            Console.WriteLine("packs no more");   // the client has told consumers by now; here the queue would be left
            return Task.CompletedTask;
        });
    // </snippet:instructions>
}
