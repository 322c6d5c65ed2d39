using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Client.Credentials;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Access;

namespace Muster.Cli.Access;

/// <summary><c>muster cert join|rotate|show</c>: certificates in place of tokens.</summary>
internal static class CertCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here) => new Verb("cert", "Joins with a certificate, renews it, and shows those in use.")
    {
        Examples =
        [
            "muster cert join --out orders-7.pem --registry https://registry-1:7501 --token-file orders-7.join",
            "muster cert rotate --cert orders-7.pem --when-due",
            "muster cert rotate --node",
            "muster cert show --cert orders-7.pem",
        ],
        Subcommands = { CreateJoin(registry, here), CreateRotate(registry, here), CreateShow(registry, here) },
    };

    private static Verb CreateJoin(RegistryOptions registry, Surroundings here)
    {
        var file = new Option<string>("--out") { HelpName = "FILE", Description = "Takes the certificate and its key, for you alone; the authority is put beside it: orders.pem, orders.ca.pem.", Required = true };
        var verb = new Verb("join", "Takes a join token for a certificate.")
        {
            Details =
            [
                "The join token is read from --token-file, else from MUSTER_TOKEN, else from standard input. It says who you will be, and which authority the registry must be of: no --ca is needed.",
                "The key is made here and stays here.",
            ],
            Examples = ["muster cert join --out orders-7.pem --registry https://registry-1:7501 --token-file orders-7.join"],
        };
        verb.Add(file);
        registry.AddConnectionTo(verb);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here, known: false);
            var text = target.Token.Length > 0 ? target.Token : (await here.In.ReadLineAsync(cancel))?.Trim() ?? "";
            if (JoinText.Parse(text) is not { } token)
                throw new CommandFailure(ExitCode.Usage, "There is no join token: give one of 'muster token create NAME --join' with --token-file, MUSTER_TOKEN or standard input.");

            var path = line.GetRequiredValue(file);
            CertificateFiles.WriteAuthority(path, X509CertificateLoader.LoadCertificate(token.Authority.Span));
            using var key = Signing.NewKey();
            using var calls = (target with { Token = "", AuthorityFile = CertificateFiles.AuthorityFileOf(path), CertificateFile = null }).Open();
            var issued = await calls.JoinAsync(new JoinRequest { Name = token.Name, Secret = token.Secret, Request = CertificateFile.RequestOf(key) }, cancel);
            Tell(CertificateFiles.Write(path, key, issued), path, here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb CreateRotate(RegistryOptions registry, Surroundings here)
    {
        var node = new Option<bool>("--node") { Description = "Renews the node's own certificate. It needs the verb admin for everything." };
        var due = new Option<bool>("--when-due") { Description = "Does nothing before two thirds of the certificate's life are over: for a timer that runs each day." };
        var verb = new Verb("rotate", "Renews a certificate, in its file, before it ends.")
        {
            Details =
            [
                "That of --cert, and its key with it; what it allows stays the same. The one before it holds until it ends, so that nothing that runs has to hurry: programs read the file again when they next connect.",
                "The authority is taken from --ca, else from the file beside the certificate.",
            ],
            Examples = ["muster cert rotate --cert /etc/muster/orders-7.pem --registry https://registry-1:7501 --when-due", "muster cert rotate --node"],
        };
        verb.Add(node);
        verb.Add(due);
        registry.AddConnectionTo(verb);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here);
            if (line.GetValue(node)) return await RenewNodeAsync(target, here, cancel);
            if (target.CertificateFile is not { } file) throw new CommandFailure(ExitCode.Usage, "Say which certificate: --cert FILE, or --node for the node's own.");
            if (line.GetValue(due) && DueAt(file) is var at && here.Time.GetUtcNow() < at)
            {
                here.Note(string.Create(CultureInfo.InvariantCulture, $"{file} is not due before {at:yyyy-MM-dd HH:mm} UTC."));
                return ExitCode.Done;
            }

            CertificateFiles.Rehearse(file);
            var beside = CertificateFiles.AuthorityFileOf(file);
            using var key = Signing.NewKey();
            using var calls = (target with { Token = "", AuthorityFile = target.AuthorityFile ?? (File.Exists(beside) ? beside : null) }).Open();
            Tell(CertificateFiles.Write(file, key, await calls.RenewCertificateAsync(CertificateFile.RequestOf(key), cancel)), file, here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb CreateShow(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("show", "Shows the certificate of the registry, and with --cert one's own.")
        {
            Details = ["It needs no right, and nothing is sent to the registry: also one that is not trusted is shown, and said to be so."],
            Examples = ["muster cert show --registry https://registry-1:7501 --ca ca.pem", "muster cert show --cert orders-7.pem -o json"],
        };
        registry.AddConnectionTo(verb);
        registry.AddFormTo(verb);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here);
            var own = target.CertificateFile is { } file ? CertificateFiles.FactsOf(X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(file, cancel))) : null;
            var shown = await ShownByRegistry.LookAsync(target, here.Time, cancel);
            if (registry.FormOf(line) is OutputForm.Json)
            {
                Screen.PrintJson(JsonSerializer.Serialize(new CertificatesJson(shown, own), CertificateJson.Default.CertificatesJson), here);
                return ExitCode.Done;
            }

            shown.Print($"The registry at {target.Address}", here);
            own?.Print(target.CertificateFile!, here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static async Task<int> RenewNodeAsync(RegistryTarget target, Surroundings here, CancellationToken cancel)
    {
        using var calls = target.Open();
        using var made = X509CertificateLoader.LoadCertificate((await calls.RenewNodeCertificateAsync(cancel)).Certificate.Span);
        here.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The node shows certificate {made.SerialNumber.ToLowerInvariant()} to new connections, until {made.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC."));
        return ExitCode.Done;
    }

    private static DateTimeOffset DueAt(string file)
    {
        using var own = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        return CertificateLife.DueAt(own.NotBefore.ToUniversalTime(), own.NotAfter.ToUniversalTime());
    }

    private static void Tell(X509Certificate2 made, string file, Surroundings here)
    {
        var facts = CertificateFiles.FactsOf(made);
        here.Out.WriteLine(ForeignText.Show(string.Create(CultureInfo.InvariantCulture, $"{file}: {string.Join(", ", facts.Names)}, until {facts.Until:yyyy-MM-dd HH:mm} UTC. Renew it from {CertificateLife.DueAt(facts.From, facts.Until):yyyy-MM-dd} on: 'muster cert rotate --cert {file}'.")));
    }
}
