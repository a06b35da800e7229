using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>Documents as the first (Node) system stores them: at its commit 7885b96, and at d0f5092.</summary>
internal static class FirstSystem
{
    public static readonly DateTime Noon = new(2026, 1, 8, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>A file, as of 7885b96.</summary>
    public static BsonDocument Video(string status = "ready", Action<BsonDocument>? change = null)
    {
        var id = ObjectId.GenerateNewId();
        var document = new BsonDocument
        {
            ["_id"] = id,
            ["title"] = "Interview",
            ["description"] = "",
            ["recorderName"] = "Ada Lovelace",
            ["metadata"] = new BsonDocument { ["eventId"] = "E-7", ["civId"] = "42", ["aNumber"] = "" },
            ["storageKey"] = $"recordings/2026/01/08/{id}-001.webm",
            ["thumbnailKey"] = $"thumbnails/{id}.jpg",
            ["uploadId"] = BsonNull.Value,
            ["playbackFormat"] = "video",
            ["isLiveStreaming"] = false,
            ["duration"] = 61,
            ["fileBytes"] = 1000,
            ["mimeType"] = "video/webm",
            ["quality"] = "720p",
            ["sessionInfo"] = Session(),
            ["status"] = status,
            ["edisonSynced"] = false,
            ["edisonMediaId"] = BsonNull.Value,
            ["recordedAt"] = Noon,
            ["createdAt"] = Noon,
            ["updatedAt"] = Noon,
            ["__v"] = 0,
        };
        change?.Invoke(document);
        return document;
    }

    /// <summary>A stream, as of d0f5092: no provider, the playlist in the storage key, pauses.</summary>
    public static BsonDocument Stream(string status = "ready", Action<BsonDocument>? change = null)
    {
        var id = ObjectId.GenerateNewId();
        var document = new BsonDocument
        {
            ["_id"] = id,
            ["title"] = "Live Recording 1/8/2026, 12:00:00 PM",
            ["recorderName"] = "Grace Hopper",
            ["metadata"] = new BsonDocument("Location", "New York"),
            ["storageKey"] = $"recordings/2026/01/08/{id}/hls/stream.m3u8",
            ["thumbnailKey"] = $"recordings/2026/01/08/{id}.jpg",
            ["playbackFormat"] = "hls",
            ["isLiveStreaming"] = status == "transcoding",
            ["streamStartedAt"] = Noon,
            ["duration"] = 125,
            ["pauseCount"] = 1,
            ["pauseDurationTotal"] = 5,
            ["pauseEvents"] = new BsonArray
            {
                new BsonDocument { ["pausedAt"] = Noon, ["resumedAt"] = Noon.AddSeconds(5), ["duration"] = 5, ["_id"] = ObjectId.GenerateNewId() },
            },
            ["fileBytes"] = 0,
            ["mimeType"] = "video/webm",
            ["quality"] = "1080p",
            ["sessionInfo"] = Session(),
            ["status"] = status,
            ["edisonSynced"] = false,
            ["edisonMediaId"] = BsonNull.Value,
            ["recordedAt"] = Noon,
            ["createdAt"] = Noon.AddMinutes(1),
            ["updatedAt"] = Noon.AddMinutes(3),
            ["__v"] = 2,
        };
        change?.Invoke(document);
        return document;
    }

    private static BsonDocument Session() => new()
    {
        ["timezone"] = "America/New_York",
        ["timezoneOffset"] = 300,
        ["browserName"] = "Chrome",
        ["browserVersion"] = "143.0.0.0",
        ["osName"] = "Windows",
        ["osVersion"] = "10",
        ["screenResolution"] = "1920x1080",
        ["language"] = "en-US",
        ["userAgent"] = "Mozilla/5.0",
        ["ipAddress"] = "127.0.0.1",
        ["deviceType"] = "desktop",
    };
}
