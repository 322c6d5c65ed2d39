// A service that is configured by server.xml, and listed only while its health check says that it is ready.
// <snippet:provider>
var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddMusterServerXml();
builder.Services.AddHealthChecks().AddCheck<Warehouse>("warehouse", tags: ["ready"]);
builder.Services.AddMusterProvider(builder.Configuration);
// </snippet:provider>

var app = builder.Build();
app.MapGet("/orders/{number:int}", (int number) => new { number, state = "shipped" });
await app.RunAsync();
