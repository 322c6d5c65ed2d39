// A reverse proxy by YARP. Routes and clusters stand in appsettings.json; who answers for a cluster is in the registry.
// <snippet:gateway>
using Gateway;
using Yarp.ReverseProxy.Forwarder;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddMusterConsumer(builder.Configuration);
builder.Services.AddSingleton<IForwarderHttpClientFactory, RegisteredInstances>();
builder.Services.AddHttpClient("orders").ForYarp().AddMusterBalancing("orders");
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));

var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();
// </snippet:gateway>
