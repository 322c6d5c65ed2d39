using Muster.Client.Outcomes;

namespace Muster.Client.Tests.Outcomes;

/// <summary>Which answers are told against the callee, and under which name.</summary>
public sealed class WhoseFailure
{
    [Theory]
    [InlineData("0 3 5 6 7 8 9 10 11 12 16", "Succeeded")]
    [InlineData("1", "Cancelled")]
    [InlineData("2 4 13 14 15 17 99 -1 OK", "Failed")]
    public void Grpc_statuses(string statuses, string outcome)
    {
        foreach (var status in statuses.Split(' ')) Assert.Equal((status, outcome), (status, Answers.Grpc(status).ToString()));
    }

    [Fact]
    public void A_grpc_answer_without_a_status_is_a_failure() => Assert.Equal(Outcome.Failed, Answers.Grpc(null));

    [Theory]
    [InlineData("101 200 302 400 404 429 499 501 505", "Succeeded")]
    [InlineData("500 502 503 504 507 599", "Failed")]
    public void Http_statuses(string statuses, string outcome)
    {
        foreach (var status in statuses.Split(' ')) Assert.Equal((status, outcome), (status, Answers.Http(int.Parse(status, null)).ToString()));
    }

    [Theory]
    [InlineData("GET", "/orders/{number:int}", "GET /orders/{number:int}")]
    [InlineData("POST", "orders", "POST /orders")]
    [InlineData("GET", "", "GET")]
    [InlineData("GETX", "/", "_OTHER /")]
    [InlineData("get", "", "_OTHER")]
    public void Http_names(string method, string route, string name) => Assert.Equal(name, new ApiNames().Http(method, route));

    [Theory]
    [InlineData("/shop.Orders/Get")]
    [InlineData("shop.Orders/Get")]
    public void Grpc_names(string path) => Assert.Equal("/shop.Orders/Get", new ApiNames().Grpc(path));

    [Fact]
    public void A_name_is_made_once_and_no_more_than_a_thousand_are_kept()
    {
        var names = new ApiNames();
        var first = names.Http("GET", "/0");
        for (var route = 1; route < 2000; route++) names.Http("GET", $"/{route}");

        Assert.Same(first, names.Http("GET", "/0"));
        Assert.Equal(("GET /999", "*"), (names.Http("GET", "/999"), names.Http("GET", "/1000")));
    }

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc; charset=utf-8", true)]
    [InlineData("application/grpc-web+proto", false)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public void What_is_grpc(string? contentType, bool grpc) => Assert.Equal(grpc, ApiNames.IsGrpc(contentType));
}
