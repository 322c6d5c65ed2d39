using System.Diagnostics;
using System.Threading.Channels;
using Google.Protobuf;
using Muster.Protocol.GrpcHealth;

namespace Muster.Interop;

/// <summary>A script of python/, running with Debian's grpcio. Everything it prints is kept for the message of a failure.</summary>
internal sealed class Python : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Lazy<string?> Missing = new(WhatIsMissing);
    private static readonly Lazy<string> Descriptors = new(WriteDescriptors);
    private static readonly Lazy<string?> Generated = new(Generate);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _printed = [];

    private Python(string script, string modules, params IReadOnlyList<string> arguments)
    {
        _process = new()
        {
            StartInfo = new(Interpreter, [Path.Combine(AppContext.BaseDirectory, script), .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["PYTHONUNBUFFERED"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1", ["GRPC_ENABLE_FORK_SUPPORT"] = "0", ["PYTHONPATH"] = modules },
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a script, or skips the test by name where this machine has no grpcio.</summary>
    public static Python Run(string script, params string[] arguments)
    {
        Assert.SkipWhen(Missing.Value is not null, $"{Missing.Value} Install python3-grpcio and python3-protobuf.");
        return new(Path.Combine("python", script), "", [Descriptors.Value, .. arguments]);
    }

    /// <summary>Starts a script of samples/python, with the messages that protoc makes of proto/.</summary>
    public static Python RunSample(string script, params string[] arguments)
    {
        Assert.SkipWhen(Missing.Value is not null, $"{Missing.Value} Install python3-grpcio and python3-protobuf.");
        Assert.SkipWhen(Generated.Value is null, "There is no protoc. Install protobuf-compiler.");
        return new(Path.Combine("samples", script), Generated.Value!, arguments);
    }

    /// <summary>Ends the script's standard input.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>The next line that the script prints.</summary>
    public async Task<string> LineAsync(string expected)
    {
        try
        {
            return await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (Exception failure) when (failure is TimeoutException or ChannelClosedException)
        {
            throw new InvalidOperationException($"Expected {expected} within {Patience.TotalSeconds} s. Printed until now:\n{Transcript()}", failure);
        }
    }

    /// <summary>All lines that the script still prints until it ends.</summary>
    public async Task<List<string>> RestAsync()
    {
        var rest = new List<string>();
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            await foreach (var line in _lines.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
                rest.Add(line);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"Expected the script to end within {Patience.TotalSeconds} s. Printed until now:\n{Transcript()}", late);
        }

        Assert.True(_process.ExitCode == 0, $"The script failed:\n{Transcript()}");
        return rest;
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        Note(line);
        if (line is null)
            _lines.Writer.TryComplete();
        else
            _lines.Writer.TryWrite(line);
    }

    private void Note(string? line)
    {
        lock (_printed)
        {
            if (line is not null)
                _printed.Add(line);
        }
    }

    private string Transcript()
    {
        lock (_printed)
            return string.Join('\n', _printed);
    }

    private static string? WhatIsMissing()
    {
        if (!File.Exists(Interpreter))
            return $"There is no {Interpreter}.";

        using var probe = Process.Start(new ProcessStartInfo(Interpreter, ["-c", "import grpc, google.protobuf"]) { RedirectStandardError = true })!;
        if (!probe.WaitForExit(Patience))
            return $"{Interpreter} did not import grpc within {Patience.TotalSeconds} s.";

        return probe.ExitCode == 0 ? null : $"{Interpreter} cannot import grpc and google.protobuf.";
    }

    /// <summary>What a user of the .proto files has after his first step; null without protoc.</summary>
    private static string? Generate()
    {
        var folder = Directory.CreateTempSubdirectory("muster-interop-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var proto = Path.Combine(AppContext.BaseDirectory, "proto");
        var files = Directory.GetFiles(Path.Combine(proto, "muster", "v1"));
        try
        {
            using var protoc = Process.Start("protoc", [$"--proto_path={proto}", $"--python_out={folder}", .. files]);
            protoc.WaitForExit();
            return protoc.ExitCode == 0 ? folder : throw new InvalidOperationException($"protoc ended with exit code {protoc.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The messages' own descriptions, which python turns into classes: no generated code, no protoc.</summary>
    private static string WriteDescriptors()
    {
        var folder = Directory.CreateTempSubdirectory("muster-interop-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        ByteString[] files = [EchoReflection.Descriptor.SerializedData, HealthReflection.Descriptor.SerializedData];
        for (var index = 0; index < files.Length; index++)
            File.WriteAllBytes(Path.Combine(folder, $"{index}.descriptor"), files[index].ToByteArray());

        return folder;
    }
}
