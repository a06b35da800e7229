using Kubrick.Contracts;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Archive;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Deletion;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Jobs;
using Kubrick.Transcoder.Pipelines;
using Kubrick.Transcoder.Publishers;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder;

/// <summary>What this service is made of.</summary>
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
        services.AddSingleton<ChunkReader>().AddSingleton<CheckpointStore>().AddSingleton<StorageRetry>();
        services.AddSingleton<ArchiveStorage>();
        services.AddSingleton<PublisherEnd>().AddSingleton<PublisherWatch>();
        services.AddSingleton<StreamEvents>().AddSingleton<LogRemoval>().AddSingleton<StreamEraser>();
        services.AddSingleton<StreamMaker>().AddSingleton<StreamFinish>().AddSingleton<StreamPipeline>().AddSingleton<StreamWorker>();
        services.AddHostedService<JobQueue>();
        services.AddHostedService<LogRemover>();
    }
}
