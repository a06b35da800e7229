using Kubrick.Storage.Places;
using Microsoft.Extensions.Configuration;

namespace Kubrick.Storage.S3;

/// <summary>Opens buckets with the credentials of the provider <c>s3</c>.</summary>
internal sealed class S3PlaceSource : PlaceSource
{
    private readonly IConfigurationSection section;
    private readonly StorageOptions storage;
    private readonly TimeProvider time;
    private readonly S3StorageOptions options;
    private readonly string? fault;

    public S3PlaceSource(IConfiguration configuration, StorageOptions storage, TimeProvider time)
    {
        section = configuration.GetSection(S3StorageOptions.Section);
        this.storage = storage;
        this.time = time;
        (options, fault) = Read(section, new S3StorageOptionsValidator());
    }

    public override string Provider => StorageLocation.S3;

    public override bool IsSet => HasValues(section);

    public override string Bucket => options.Bucket;

    public override string? FaultOf(string bucket) => fault ?? (IsBucketName(bucket) ? null : "It is no name of a bucket.");

    public override OpenedPlace Open(string bucket)
    {
        var s3 = new S3Client(options.In(bucket));
        var objects = new S3Objects(s3, time);
        var signer = new S3UrlSigner(s3, storage, time);
        var uploads = new S3Uploads(s3, objects, signer, storage, time);
        return new OpenedPlace(new StoragePlace(new(Provider, bucket), signer, objects, objects, objects, objects, uploads, uploads) { Mover = objects }, s3);
    }
}
