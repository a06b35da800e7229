namespace Kubrick.Uploads.Sessions;

/// <summary>Adds what begins and completes chunked uploads.</summary>
internal static class UploadSessionExtensions
{
    public static IServiceCollection AddUploadSessions(this IServiceCollection services) =>
        services.AddTransient<ChunkedBeginning>().AddTransient<ChunkedCompletion>();
}
