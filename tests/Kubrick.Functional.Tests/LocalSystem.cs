using Kubrick.Functional.Tests.Live;

namespace Kubrick.Functional.Tests;

/// <summary>A system that stores objects in a folder and exports its traces to an <c>OtlpReceiver</c>.</summary>
public sealed class LocalSystem : FolderSystem
{
    public LocalSystem()
        : this(new OtlpReceiver())
    {
    }

    private LocalSystem(OtlpReceiver receiver)
        : base(
            $"--Storage:PartSize={UploadTests.Part}",
            // The uploads of its tests are no videos: processing would find that out.
            "--Transcoder:ProcessingSlots=0",
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
public sealed class LocalSystemCollection : ICollectionFixture<LocalSystem>
{
    public const string Name = "the system with objects in a folder";
}
