using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Demo;

/// <summary>The demonstration's foreign program: answers HTTP with its name, and knows nothing of any registry.</summary>
internal static class DemoProvider
{
    public const string Name = "demo-provider";

    /// <summary>Stands before its process id in what it prints.</summary>
    public const string IdMark = "This program is process ";

    public static Command Create(Surroundings here)
    {
        var port = new Option<int>("--port") { Required = true };
        var says = new Option<string>("--says") { Required = true };
        var verb = new Verb(Name, "Part of 'muster demo'.") { Hidden = true };
        verb.Add(port);
        verb.Add(says);
        verb.Does(async (line, cancel) =>
        {
            using var signals = new StopSignals(cancel);
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, line.GetValue(port)));
            await using var app = builder.Build();
            app.Run(call => call.Response.WriteAsync(line.GetValue(says)!));
            here.Out.WriteLine($"{IdMark}{Environment.ProcessId}");
            await app.StartAsync(signals.Asked);
            await signals.First;
            await app.StopAsync(CancellationToken.None);
            return ExitCode.Done;
        });
        return verb;
    }
}
