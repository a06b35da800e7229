using System.Net;
using Amazon.Runtime;

namespace Kubrick.Storage.S3;

/// <summary>Maps the SDK's exceptions to <see cref="StorageException"/>. Messages contain no address and no key.</summary>
internal static class S3Failure
{
    private static readonly string[] PartCodes = ["InvalidPart", "InvalidPartOrder", "EntityTooSmall"];

    private static readonly string[] BusyCodes = ["SlowDown", "RequestTimeout", "OperationAborted", "ConcurrentModification", "ConditionalRequestConflict"];

    // The SDK has no kind of its own for it.
    private const string NoCredentials = "Failed to resolve AWS credentials";

    public static StorageException Wrap(Exception exception) => exception switch
    {
        AmazonServiceException { StatusCode: not 0 } answer => new(ErrorOf(answer), SentenceOf(ErrorOf(answer)), answer),
        AmazonClientException or AmazonServiceException when exception.Message.StartsWith(NoCredentials, StringComparison.Ordinal) =>
            new(StorageError.Refused, "No credentials for the storage were found: set Storage:S3:AccessKeyId and SecretAccessKey, or provide a role or a profile.", exception),
        _ => new(StorageError.Unavailable, SentenceOf(StorageError.Unavailable), exception),
    };

    public static bool IsNotFound(this StorageException exception) =>
        exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    public static bool IsRangeNotSatisfiable(this StorageException exception) =>
        exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable };

    public static bool IsPreconditionFailed(this StorageException exception) =>
        exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.PreconditionFailed };

    private static StorageError ErrorOf(AmazonServiceException answer) => answer switch
    {
        { ErrorCode: "NoSuchUpload" } => StorageError.UploadNotFound,
        { ErrorCode: "NoSuchBucket" } => StorageError.NoBucket,
        { ErrorCode: "QuotaExceeded" or "XMinioStorageFull" } or { StatusCode: HttpStatusCode.InsufficientStorage } => StorageError.Full,
        _ when PartCodes.Contains(answer.ErrorCode) => StorageError.PartMismatch,
        _ when BusyCodes.Contains(answer.ErrorCode) || (int)answer.StatusCode is >= 500 or 408 or 429 => StorageError.Unavailable,
        _ => StorageError.Refused,
    };

    private static string SentenceOf(StorageError error) => error switch
    {
        StorageError.UploadNotFound => "The upload was completed or aborted, or has expired.",
        StorageError.PartMismatch => "A part is missing or too small, or its ETag is not the stored one.",
        StorageError.NoBucket => "The bucket does not exist.",
        StorageError.Full => "The storage is full.",
        StorageError.Unavailable => "The storage could not be reached, or is too busy.",
        _ => "The storage refused the request.",
    };
}
