using Kubrick.Contracts;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Archive;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Deletion;
using Kubrick.Transcoder.Ending;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Jobs;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Previews;
using Kubrick.Transcoder.Runs;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder;

/// <summary>Registers the services of the transcoder.</summary>
internal static class TranscoderRegistration
{
    public static void AddTranscoder(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<TranscoderOptions>(TranscoderOptions.Section);
        services.AddSingleton<FFmpegVersion>().AddHostedService(provider => provider.GetRequiredService<FFmpegVersion>());
        services.AddHealthChecks().AddCheck<FFmpegHealthCheck>("ffmpeg");
        services.AddStorage(builder.Configuration);
        builder.AddStreamLogs(ResourceNames.Messaging);

        services.AddSingleton<TranscoderMetrics>();
        services.AddSingleton<StreamEvents>().AddSingleton<StorageRetryFactory>();
        services.AddSingleton<ChunkLogReader>().AddSingleton<CheckpointStore>().AddSingleton<ArchiveStorage>();
        services.AddSingleton<SegmentFormat>().AddSingleton<MediaPipelineFactory>();
        services.AddSingleton<FFmpegTool>().AddSingleton<PreviewMaker>();
        services.AddSingleton<StreamEnder>().AddSingleton<PublisherWatch>();
        services.AddSingleton<LogRemoval>().AddSingleton<StreamEraser>();
        services.AddSingleton<StreamRunFactory>().AddSingleton<StreamCompletion>();
        services.AddSingleton<StreamLookup>().AddSingleton<StreamJob>().AddSingleton<StreamOwner>().AddSingleton<WorkerDrain>();
        services.AddHostedService<JobConsumer>();
        services.AddHostedService<LogRemover>();
    }
}
