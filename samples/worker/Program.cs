// A process without a web server: it is in the registry while it works, and tells who else does.
// <snippet:worker>
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Worker;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddMusterWorker(builder.Configuration);
builder.Services.AddMusterConsumer(builder.Configuration);
builder.Services.AddInstructions();
builder.Services.AddHostedService<Packing>();
await builder.Build().RunAsync();
// </snippet:worker>
