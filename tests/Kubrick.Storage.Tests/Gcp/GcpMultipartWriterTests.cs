using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class GcpMultipartWriterTests(GcpProvider provider) : MultipartWriterTests(provider), IClassFixture<GcpProvider>;
