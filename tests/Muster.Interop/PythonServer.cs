using Muster.Rpc;

namespace Muster.Interop;

/// <summary>python/server.py, and a channel to it.</summary>
internal sealed class PythonServer : IDisposable
{
    private readonly Python _script;

    private PythonServer(Python script, string port)
    {
        _script = script;
        Address = $"127.0.0.1:{port}";
        Channel = new(Address, new());
    }

    public string Address { get; }

    public RpcChannel Channel { get; }

    public static async Task<PythonServer> StartAsync()
    {
        var script = Python.Run("server.py");
        try
        {
            return new(script, await script.LineAsync("the port it listens on"));
        }
        catch
        {
            script.Dispose();
            throw;
        }
    }

    public Task<string> LineAsync(string expected) => _script.LineAsync(expected);

    public void Kill() => _script.Kill();

    public void Dispose()
    {
        Channel.Dispose();
        _script.Dispose();
    }
}
