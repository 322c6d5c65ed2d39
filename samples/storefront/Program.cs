// Asks the orders service for an order every second, whoever answers it just then.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Storefront;

// <snippet:consumer>
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMusterConsumer(builder.Configuration);
builder.Services.AddHttpClient<OrdersClient>().AddMusterBalancing("orders");
builder.Services.AddHostedService<Shopper>();
await builder.Build().RunAsync();
// </snippet:consumer>
