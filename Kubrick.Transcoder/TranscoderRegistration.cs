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
using Kubrick.Transcoder.Processing;
using Kubrick.Transcoder.Runs;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder;

/// <summary>Registers the services of the transcoder.</summary>
internal static class TranscoderRegistration
{
    private static readonly TimeSpan RecordingsTimeout = TimeSpan.FromSeconds(10);

    public static void AddTranscoder(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<TranscoderOptions>(TranscoderOptions.Section);
        services.AddSingleton<FFmpegVersion>().AddHostedService(provider => provider.GetRequiredService<FFmpegVersion>());
        services.AddHealthChecks().AddCheck<FFmpegHealthCheck>("ffmpeg");
        services.AddStorage(builder.Configuration);
        builder.AddStreamLogs(ResourceNames.Messaging);

        services.AddSingleton<TranscoderMetrics>().AddSingleton<LiveLag>();
        services.AddSingleton<StreamEvents>().AddSingleton<StreamReporter>().AddSingleton<StorageRetryFactory>();
        services.AddSingleton<ChunkLogReader>().AddSingleton<CheckpointStore>().AddSingleton<ArchiveStorage>();
        services.AddSingleton<SegmentFormat>().AddSingleton<MediaPipelineFactory>();
        services.AddSingleton<FFmpegTool>().AddSingleton<PreviewMaker>();
        services.AddSingleton<StreamEnder>().AddSingleton<PublisherWatch>();
        services.AddSingleton<LogRemoval>().AddSingleton<StreamEraser>();
        services.AddSingleton<StreamRunFactory>().AddSingleton<StreamCompletion>();
        services.AddSingleton<StreamLookup>().AddSingleton<StreamJob>().AddSingleton<StreamOwner>().AddSingleton<WorkerDrain>();
        services.AddHostedService<JobConsumer>();
        services.AddHostedService<LogRemover>();
        services.AddProcessing();
    }

    private static void AddProcessing(this IServiceCollection services)
    {
        services.AddHttpClient<ProcessingClaims>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Recordings}");
            http.Timeout = RecordingsTimeout;
            http.MaxResponseContentBufferSize = ProcessingClaims.MaxResponseBytes;
        });
        services.AddSingleton<ScratchFolder>().AddHostedService(provider => provider.GetRequiredService<ScratchFolder>());
        services.AddSingleton<OriginalDownload>().AddSingleton<ProcessingJob>();
        services.AddSingleton<ProcessingQueue>().AddSingleton<ProcessingAttempt>().AddHostedService<ProcessingConsumer>();
    }
}
