using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class GcpUploadTests(GcpProvider provider) : UploadTests(provider), IClassFixture<GcpProvider>;
