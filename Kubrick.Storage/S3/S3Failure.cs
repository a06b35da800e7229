using System.Net;
using Amazon.Runtime;

namespace Kubrick.Storage.S3;

/// <summary>Turns the SDK's exceptions into the one kind of failure that callers know. Messages name no address and no key.</summary>
internal static class S3Failure
{
    private static readonly string[] PartErrors = ["InvalidPart", "InvalidPartOrder", "EntityTooSmall"];

    private static readonly string[] Busy = ["SlowDown", "RequestTimeout", "OperationAborted", "ConcurrentModification", "ConditionalRequestConflict"];

    public static StorageException Wrap(Exception exception) => exception is AmazonServiceException { StatusCode: not 0 } answer
        ? new(ErrorOf(answer), SentenceOf(ErrorOf(answer)), answer)
        : new(StorageError.Unavailable, SentenceOf(StorageError.Unavailable), exception);

    public static bool IsNotFound(this StorageException exception) =>
        exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    public static bool IsRangeOutside(this StorageException exception) =>
        exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable };

    private static StorageError ErrorOf(AmazonServiceException answer) => answer switch
    {
        { ErrorCode: "NoSuchUpload" } => StorageError.UploadNotFound,
        { ErrorCode: "QuotaExceeded" or "XMinioStorageFull" } or { StatusCode: HttpStatusCode.InsufficientStorage } => StorageError.Full,
        _ when PartErrors.Contains(answer.ErrorCode) => StorageError.PartMismatch,
        _ when Busy.Contains(answer.ErrorCode) || (int)answer.StatusCode is >= 500 or 408 or 429 => StorageError.Unavailable,
        _ => StorageError.Refused,
    };

    private static string SentenceOf(StorageError error) => error switch
    {
        StorageError.UploadNotFound => "The upload is gone: completed, aborted or expired.",
        StorageError.PartMismatch => "A part is missing, too small, or its ETag is another.",
        StorageError.Full => "The storage has no room left.",
        StorageError.Unavailable => "The storage could not be reached, or is too busy.",
        _ => "The storage refused the request.",
    };
}
