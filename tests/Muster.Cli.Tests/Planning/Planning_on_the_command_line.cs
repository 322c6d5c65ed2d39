using System.Text.Json;

namespace Muster.Cli.Tests.Planning;

public sealed class Planning_on_the_command_line : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-plan-tests-");

    private string Model => Path.Combine(_folder.FullName, "model.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData()]
    [InlineData("--pace", "50", "--restarting", "100", "--services", "1000", "--instances", "1000", "--consumers", "1000000", "--follows", "30", "--payload", "4000")]
    public async Task A_plan_fits_80_columns_and_says_where_its_coefficients_come_from(params string[] options)
    {
        await File.WriteAllTextAsync(Model, Coefficients("measured once"), TestContext.Current.CancellationToken);

        var said = await Said.ByAsync(["plan", "--model", Model, "--cores", "4", .. options]);

        Assert.Equal((0, ""), (said.ExitCode, said.Error));
        Assert.All(said.Out.Split('\n').Where(line => !line.StartsWith("Coefficients", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains($"Coefficients: measured once, {Model}.", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_holds_question_coefficients_and_answer()
    {
        await File.WriteAllTextAsync(Model, Coefficients("measured once"), TestContext.Current.CancellationToken);

        var said = await Said.ByAsync(["plan", "-o", "json", "--model", Model, "--services", "1", "--consumers", "1000", "--follows", "1"]);

        var plan = JsonDocument.Parse(said.Out).RootElement;
        Assert.Equal(1000, plan.GetProperty("restart").GetProperty("subscribers").GetInt32());
        Assert.Equal(2.0, plan.GetProperty("restart").GetProperty("pushesPerSubscriber").GetDouble(), 2);
        Assert.Equal(100, plan.GetProperty("fleet").GetProperty("providers").GetInt32());
        Assert.Equal(17.5, plan.GetProperty("costs").GetProperty("pushMicroseconds").GetDouble());
        Assert.Equal(1, plan.GetProperty("sizing").GetProperty("nodes").GetInt32());
    }

    [Theory]
    [InlineData("--instances: 0 is not between 1 and 100000.", "--instances", "0")]
    [InlineData("--follows: 5 is not between 1 and 4, the number of services.", "--services", "4", "--follows", "5")]
    [InlineData("--pace: 'soon' is not a number.", "--pace", "soon")]
    [InlineData("--headroom: 100 is not between 0 and 99.", "--headroom", "100")]
    public async Task What_cannot_be_is_refused(string message, params string[] options)
    {
        var said = await Said.ByAsync(["plan", .. options]);

        Assert.Equal((2, ""), (said.ExitCode, said.Out));
        Assert.StartsWith($"muster: {message}\n", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    public async Task A_file_without_coefficients_is_refused(string content)
    {
        await File.WriteAllTextAsync(Model, content, TestContext.Current.CancellationToken);

        var said = await Said.ByAsync(["plan", "--model", Model]);

        Assert.Equal(2, said.ExitCode);
        Assert.StartsWith($"muster: --model: {Model} holds no coefficients (", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_lays_the_forecast_beside_what_real_storms_came_to()
    {
        await File.WriteAllTextAsync(Model, Coefficients("measured once"), TestContext.Current.CancellationToken);
        await using var plan = new MusterProcess("plan", "--check", "-o", "json", "--model", Model, "--connections", "20", "--instances", "20");

        Assert.InRange(await plan.EndsAsync(TimeSpan.FromMinutes(2)), 0, 1);

        var rows = Rows(plan.Printed);
        Assert.Equal(["pushes a consumer", "bytes", "server CPU", "until all know", "pushes a consumer", "bytes", "server CPU", "until all know"], rows.Select(row => row.Figure));
        Assert.All(rows, row => Assert.True(row.Forecast > 0 && row.Measured > 0, $"{row}"));
    }

    private static List<(string Figure, double Forecast, double Measured)> Rows(string printed)
    {
        var document = printed.Split('\n').Single(line => line.StartsWith('{'));
        return [.. JsonDocument.Parse(document).RootElement.GetProperty("rows").EnumerateArray().Select(row =>
            (row.GetProperty("figure").GetString()!, row.GetProperty("forecast").GetDouble(), row.GetProperty("measured").GetDouble()))];
    }

    private static string Coefficients(string source) =>
        $$"""
          {
            "pushMicroseconds": 17.5, "byteNanoseconds": 1, "registrationMicroseconds": 50, "heartbeatMicroseconds": 100,
            "connectMicroseconds": 400, "idleMicroseconds": 5000, "fixedBytes": 75000000, "connectionBytes": 50000,
            "subscriptionBytes": 200, "instanceBytes": 500, "changeMicroseconds": 50,
            "sharedPushMicroseconds": 22, "sharedByteNanoseconds": 1.2, "source": "{{source}}"
          }
          """;
}
