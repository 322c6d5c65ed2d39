// A service that is in the registry for as long as it listens. Where, and under which name: appsettings.json.
// <snippet:provider>
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddMusterProvider(builder.Configuration);

var app = builder.Build();
app.MapGet("/orders/{number:int}", (int number) => new { number, state = "shipped" });
await app.RunAsync();
// </snippet:provider>
