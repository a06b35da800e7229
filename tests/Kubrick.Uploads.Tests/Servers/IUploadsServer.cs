namespace Kubrick.Uploads.Tests.Servers;

/// <summary>A running service: in the test process, or in its own.</summary>
internal interface IUploadsServer
{
    HttpClient Http { get; }

    FakeUploadStateApi Recordings { get; }

    /// <summary>The configured size of a part.</summary>
    int PartBytes { get; }

    /// <summary>The storage folder.</summary>
    string Folder { get; }
}
