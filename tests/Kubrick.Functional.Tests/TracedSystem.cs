namespace Kubrick.Functional.Tests;

/// <summary>A system without live streaming, which sends its traces here.</summary>
public sealed class TracedSystem : KubrickSystem
{
    public TracedSystem()
        : this(new OtlpReceiver())
    {
    }

    private TracedSystem(OtlpReceiver receiver)
        : base(
            "--Storage:Provider=local",
            "--LiveStreaming:Enabled=false",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Address.AbsoluteUri.TrimEnd('/')}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf") =>
        Receiver = receiver;

    internal OtlpReceiver Receiver { get; }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        Receiver.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class TracedSystemCollection : ICollectionFixture<TracedSystem>
{
    public const string Name = "a system without live streaming, whose traces are read";
}
