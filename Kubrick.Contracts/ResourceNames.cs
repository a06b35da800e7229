namespace Kubrick.Contracts;

/// <summary>
/// The names of the system's parts in service discovery (<c>http://recordings</c>), connection strings (<c>ConnectionStrings__kubrick</c>) and the AppHost.
/// </summary>
public static class ResourceNames
{
    /// <summary>The MongoDB server.</summary>
    public const string MongoServer = "mongo";

    /// <summary>The MongoDB database, and the name of its connection string.</summary>
    public const string Database = "kubrick";

    /// <summary>The RabbitMQ broker, and the name of its connection string.</summary>
    public const string Messaging = "messaging";

    /// <summary>The S3 server of a local run; not used with the provider <c>local</c>.</summary>
    public const string S3Server = "s3";

    /// <summary>The service that owns the recording documents.</summary>
    public const string Recordings = "recordings";

    /// <summary>The service that owns upload sessions.</summary>
    public const string Uploads = "uploads";

    /// <summary>The service that receives streams from recorders.</summary>
    public const string Ingest = "ingest";

    /// <summary>The workers that transcode, package and archive streams.</summary>
    public const string Transcoder = "transcoder";

    /// <summary>The service that delivers streams to viewers.</summary>
    public const string Playback = "playback";

    /// <summary>The host of the React app.</summary>
    public const string Web = "web";

    /// <summary>The public origin.</summary>
    public const string Gateway = "gateway";
}
