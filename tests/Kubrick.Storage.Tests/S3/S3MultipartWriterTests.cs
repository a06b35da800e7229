using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

public sealed class S3MultipartWriterTests(RadosGateway server) : MultipartWriterTests
{
    internal override async Task<StorageHost> StartAsync() => await StorageHost.StartS3Async(await server.Endpoint);
}
