using Kubrick.Storage.Places;
using Microsoft.Extensions.Configuration;

namespace Kubrick.Storage.Gcp;

/// <summary>Opens buckets with the credentials of the provider <c>gcp</c>.</summary>
internal sealed class GcpPlaceSource : PlaceSource
{
    private readonly IConfigurationSection section;
    private readonly StorageOptions storage;
    private readonly TimeProvider time;
    private readonly GcpStorageOptions options;
    private readonly string? fault;

    public GcpPlaceSource(IConfiguration configuration, StorageOptions storage, TimeProvider time)
    {
        section = configuration.GetSection(GcpStorageOptions.Section);
        this.storage = storage;
        this.time = time;
        (options, fault) = Read(section, new GcpStorageOptionsValidator());
    }

    public override string Provider => StorageLocation.Gcp;

    public override bool IsSet => HasValues(section);

    public override string Bucket => options.Bucket;

    public override string? FaultOf(string bucket) => fault ?? (IsBucketName(bucket) ? null : "It is no name of a bucket.");

    public override OpenedPlace Open(string bucket)
    {
        var retry = new GcpRetry(time);
        var gcp = new GcpClient(options.In(bucket), retry);
        var sessions = new GcpSessions(retry);
        var caching = new GcpCaching(storage);
        var objects = new GcpObjects(gcp, caching, time);
        var uploads = new GcpUploads(gcp, sessions, objects, caching, storage, time);
        var place = new StoragePlace(new(Provider, bucket), new GcpUrlSigner(gcp, storage), objects, objects, objects, objects, uploads, uploads) { Mover = objects };
        return new OpenedPlace(place, gcp, sessions);
    }
}
