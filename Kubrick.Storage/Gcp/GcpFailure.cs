using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Requests;

namespace Kubrick.Storage.Gcp;

/// <summary>Maps Google's exceptions and responses to <see cref="StorageException"/>. Messages contain no address, no key and no session.</summary>
internal static partial class GcpFailure
{
    private const int LongestError = 64 << 10;
    private const int LongestMessage = 200;

    private static readonly string[] RateLimits = ["rateLimitExceeded", "userRateLimitExceeded"];

    private static readonly string[] Quotas = ["quotaExceeded", "storageQuotaExceeded"];

    /// <summary>Whether an exception comes from the client, from the credentials, or from the network.</summary>
    public static bool IsProviders(Exception exception) =>
        exception is GoogleApiException or TokenResponseException or HttpRequestException or IOException or OperationCanceledException;

    public static StorageException Wrap(Exception exception) => exception switch
    {
        GoogleApiException { HttpStatusCode: not 0 } answer => Of(answer),
        // The token server answered, and refused.
        TokenResponseException { StatusCode: { } status } answer when (int)status is >= 400 and < 500 and not 429 =>
            new(StorageError.Refused, SentenceOf(StorageError.Refused, status), answer),
        _ => new(StorageError.Unavailable, SentenceOf(StorageError.Unavailable, 0), exception),
    };

    /// <summary>Reads a response that is no success.</summary>
    public static async Task<GoogleApiException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(LongestError, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new GoogleApiException("storage", $"The storage answered {(int)response.StatusCode}.") { HttpStatusCode = response.StatusCode, Error = ErrorIn(text) };
    }

    /// <summary>Whether the object is missing; a missing bucket is a refusal.</summary>
    public static bool IsNotFound(this StorageException exception) =>
        exception.InnerException is GoogleApiException { HttpStatusCode: HttpStatusCode.NotFound } answer && !IsBucketMissing(answer);

    public static bool IsRangeNotSatisfiable(this StorageException exception) =>
        exception.InnerException is GoogleApiException { HttpStatusCode: HttpStatusCode.RequestedRangeNotSatisfiable };

    private static StorageException Of(GoogleApiException answer)
    {
        var error = IsBucketMissing(answer) ? StorageError.NoBucket : ErrorOf((int)answer.HttpStatusCode, answer.Error?.Errors?.FirstOrDefault()?.Reason);
        return new(error, SentenceOf(error, answer.HttpStatusCode), answer);
    }

    private static StorageError ErrorOf(int status, string? reason) => status switch
    {
        408 or 429 or >= 500 => StorageError.Unavailable,
        _ when RateLimits.Contains(reason) => StorageError.Unavailable,
        _ when Quotas.Contains(reason) => StorageError.Full,
        _ => StorageError.Refused,
    };

    private static string SentenceOf(StorageError error, HttpStatusCode? status) => error switch
    {
        StorageError.Unavailable => "The storage could not be reached, or is too busy.",
        StorageError.NoBucket => "The bucket does not exist.",
        StorageError.Full => "The storage is full.",
        _ when status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest =>
            "The storage refused the request: the credentials are wrong, or lack a permission.",
        _ => "The storage refused the request.",
    };

    // Only the text differs from that of a missing object.
    private static bool IsBucketMissing(GoogleApiException answer) =>
        answer.HttpStatusCode == HttpStatusCode.NotFound && answer.Error?.Message?.Contains("bucket does not exist", StringComparison.OrdinalIgnoreCase) == true;

    private static RequestError ErrorIn(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var error = document.RootElement.GetProperty("error");
            var reason = error.TryGetProperty("errors", out var errors) && errors.GetArrayLength() > 0 && errors[0].TryGetProperty("reason", out var first) ? first.GetString() : null;
            return new RequestError { Message = Shown(error.GetProperty("message").GetString()), Errors = [new SingleError { Reason = reason }] };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Downloads are refused with plain text.
            return new RequestError { Message = Shown(text) };
        }
    }

    /// <summary>
    /// The first words of a message, which ends in an inner exception and in logs. Addresses and their parameters are left out: a session's URI is a secret.
    /// </summary>
    private static string Shown(string? text)
    {
        var words = Word().Matches(text ?? "").Select(match => match.Value).Where(word => !word.Contains("://", StringComparison.Ordinal) && !word.Contains('='));
        var shown = string.Join(' ', words);
        return shown.Length <= LongestMessage ? shown : shown[..LongestMessage];
    }

    // Neither white space nor control characters, which would break a log line.
    [GeneratedRegex(@"[^\s\p{C}]+")]
    private static partial Regex Word();
}
