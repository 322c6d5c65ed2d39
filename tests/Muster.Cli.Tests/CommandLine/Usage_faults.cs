namespace Muster.Cli.Tests.CommandLine;

public sealed class Usage_faults
{
    public static TheoryData<string, string> Table => new()
    {
        { "", "muster: A verb is missing: use server, services, instances, why, watch, register, set, drain, disable, enable, bury, instruct, audit, backup, restore, persist, policy, token, cert, login, logout, detector, demo, plan.\n'muster --help' tells how it is used.\n" },
        { "servces", "muster: There is no verb 'servces': use server, services, instances, why, watch, register, set, drain, disable, enable, bury, instruct, audit, backup, restore, persist, policy, token, cert, login, logout, detector, demo, plan.\n'muster --help' tells how it is used.\n" },
        { "services --token geheim", "muster: Unrecognized command or argument '--token'.\nmuster: Unrecognized command or argument 'geheim'.\n'muster services --help' tells how it is used.\n" },
        { "services -o xml", "muster: Argument 'xml' not recognized. Must be one of: 'table' 'json'\n'muster services --help' tells how it is used.\n" },
        { "instances", "muster: Required argument 'SERVICE' missing for command: 'instances'.\n'muster instances --help' tells how it is used.\n" },
        { "register orders", "muster: Option '--address' is required.\n'muster register --help' tells how it is used.\n" },
        { "register orders --address http://h:1 --weight much", "muster: --weight: 'much' is not a whole number.\n'muster register --help' tells how it is used.\n" },
        { "services -n Prod", "muster: namespace 'Prod': use 1 to 63 lower-case letters, digits and hyphens, not starting or ending with a hyphen.\n" },
        { "instances or/ders", "muster: service name 'or/ders': use 1 to 128 letters, digits and . _ - : starting with a letter or digit.\n" },
        { "watch -orders-", "muster: Argument 'rders-' not recognized. Must be one of: 'table' 'json'\nmuster: Required argument 'SERVICE' missing for command: 'watch'.\n'muster watch --help' tells how it is used.\n" },
        { "services --registry nowhere", "muster: --registry: 'nowhere' is not HOST:PORT, http://HOST:PORT or https://HOST:PORT.\n" },
        { "services --registry ftp://h:1", "muster: --registry: 'ftp://h:1' is not HOST:PORT, http://HOST:PORT or https://HOST:PORT.\n" },
        { "services --ca /nowhere.pem", "muster: --ca: there is no file /nowhere.pem.\n" },
        { "services --token-file /nowhere", "muster: --token-file: Could not find file '/nowhere'.\n" },
        { "demo --for 5s", "muster: --for: '5s' is not a time between 15s and 30m.\n" },
        { "demo --for ever", "muster: --for: 'ever' is not a time between 15s and 30m.\n" },
        { "--registry h:1 demo", "muster: 'muster demo' does not take --registry.\n" },
        { "-o json register orders --address http://h:1", "muster: 'muster register' does not take --output.\n" },
        { "register or/ders --address http://h:1", "muster: service name 'or/ders': use 1 to 128 letters, digits and . _ - : starting with a letter or digit.\n" },
        { "register orders --address 10.0.0.7:80", "muster: --address: '10.0.0.7:80' is not a URL with a host, such as http://10.0.0.7:8080.\n" },
        { "register orders --address http://h:1 --id a/b", "muster: instance id 'a/b': use 1 to 128 letters, digits and . _ - : @ starting with a letter or digit.\n" },
        { "register orders --address http://h:1 --zone a/b", "muster: zone 'a/b': use at most 64 letters, digits and . _ -.\n" },
        { "register orders --address http://h:1 --weight 10001", "muster: --weight: 10001 is not within 0 to 10000.\n" },
        { "register orders --address http://u:p@h:1 -- sh", "muster: --address: it has a user name or a password in it, which every consumer would see. Leave them out.\n" },
        { $"register orders --address http://h:1 --meta a={new string('x', 9000)} -- sh", "muster: instance 'h:1' has 9001 bytes of metadata; the limit is 8192.\n" },
        { "instruct orders o-1", "muster: Required argument 'COMMAND' missing for command: 'instruct'.\n'muster instruct --help' tells how it is used.\n" },
        { "instruct orders o-1 reload file", "muster: 'file' is not KEY=VALUE.\n" },
        { "instruct orders o-1 reload a=1 a=2", "muster: The argument 'a' is said twice.\n" },
        { "instruct orders o-1 drain --deadline 6m", "muster: --deadline: an instruction has 300s at most.\n" },
        { "instruct orders o-1 drain --deadline soon", "muster: --deadline 'soon' is no duration. Use a number and a unit, such as 30s or 2m.\n" },
        { "register orders --address http://h:1 --meta version", "muster: --meta: 'version' is not KEY=VALUE.\n" },
        { "register orders --address http://h:1 --meta a=1 --meta a=2", "muster: --meta: the key 'a' is given twice.\n" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_wrong_command_line_says_what_is_wrong_and_ends_with_2(string line, string words)
    {
        var said = await Said.ByAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, "", words), (said.ExitCode, said.Out, said.Error));
    }

    [Fact]
    public async Task A_wrong_address_in_the_environment_is_called_by_its_name()
    {
        var said = await Said.ByAsync(["services"], ("MUSTER_REGISTRY", "nowhere"));

        Assert.Equal((2, "muster: MUSTER_REGISTRY: 'nowhere' is not HOST:PORT, http://HOST:PORT or https://HOST:PORT.\n"), (said.ExitCode, said.Error));
    }

    [Fact]
    public async Task An_empty_token_file_and_a_bad_certificate_are_called_by_their_names()
    {
        var file = Path.GetTempFileName();

        var token = await Said.ByAsync(["services", "--token-file", file]);
        var authority = await Said.ByAsync(["services", "--ca", file]);

        File.Delete(file);
        Assert.Equal((2, $"muster: --token-file: {file} is empty.\n"), (token.ExitCode, token.Error));
        Assert.Equal((2, $"muster: --ca: {file} holds no certificate.\n"), (authority.ExitCode, authority.Error));
    }

    [Fact]
    public async Task A_token_that_cannot_be_one_is_told_without_being_shown()
    {
        var said = await Said.ByAsync(["services"], ("MUSTER_TOKEN", "ge\nheim"));

        Assert.Equal((2, "muster: The token has characters that no token has. Check MUSTER_TOKEN or --token-file.\n"), (said.ExitCode, said.Error));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("server --help")]
    [InlineData("services --help")]
    [InlineData("instances --help")]
    [InlineData("why --help")]
    [InlineData("watch --help")]
    [InlineData("register --help")]
    [InlineData("audit --help")]
    [InlineData("token --help")]
    [InlineData("token create --help")]
    [InlineData("token list --help")]
    [InlineData("token rotate --help")]
    [InlineData("token revoke --help")]
    [InlineData("login --help")]
    [InlineData("logout --help")]
    [InlineData("backup --help")]
    [InlineData("restore --help")]
    [InlineData("demo --help")]
    public async Task Every_help_ends_with_0_and_hides_the_inner_parts(string line)
    {
        var said = await Said.ByAsync(line.Split(' '));

        Assert.Equal((0, ""), (said.ExitCode, said.Error));
        Assert.DoesNotContain("leash", said.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-", said.Out, StringComparison.Ordinal);
        if (line != "--help") Assert.Contains("Examples:\n  muster ", said.Out, StringComparison.Ordinal);
    }
}
