namespace Kubrick.Uploads.Tests.Servers;

/// <summary>A running service: inside of the tests, or a process of its own.</summary>
internal interface IUploadsServer
{
    HttpClient Http { get; }

    FakeRecordings Recordings { get; }

    /// <summary>The storage folder.</summary>
    string Folder { get; }
}
