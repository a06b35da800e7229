using System.Net;
using Amazon.Runtime;

namespace Kubrick.Storage.S3;

/// <summary>Maps the SDK's exceptions to <see cref="StorageException"/>. Messages contain no address and no key.</summary>
internal static class S3Failure
{
    private static readonly string[] PartCodes = ["InvalidPart", "InvalidPartOrder", "EntityTooSmall"];

    private static readonly string[] BusyCodes = ["SlowDown", "RequestTimeout", "OperationAborted", "ConcurrentModification", "ConditionalRequestConflict"];

    public static StorageException Wrap(Exception exception) => exception is AmazonServiceException { StatusCode: not 0 } answer
        ? new(ErrorOf(answer), answer.ErrorCode == "NoSuchBucket" ? "The bucket does not exist." : SentenceOf(ErrorOf(answer)), answer)
        : new(StorageError.Unavailable, SentenceOf(StorageError.Unavailable), exception);

    public static bool IsNotFound(this StorageException exception) =>
        exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    public static bool IsRangeNotSatisfiable(this StorageException exception) =>
        exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable };

    private static StorageError ErrorOf(AmazonServiceException answer) => answer switch
    {
        { ErrorCode: "NoSuchUpload" } => StorageError.UploadNotFound,
        { ErrorCode: "QuotaExceeded" or "XMinioStorageFull" } or { StatusCode: HttpStatusCode.InsufficientStorage } => StorageError.Full,
        _ when PartCodes.Contains(answer.ErrorCode) => StorageError.PartMismatch,
        _ when BusyCodes.Contains(answer.ErrorCode) || (int)answer.StatusCode is >= 500 or 408 or 429 => StorageError.Unavailable,
        _ => StorageError.Refused,
    };

    private static string SentenceOf(StorageError error) => error switch
    {
        StorageError.UploadNotFound => "The upload was completed or aborted, or has expired.",
        StorageError.PartMismatch => "A part is missing or too small, or its ETag is not the stored one.",
        StorageError.Full => "The storage is full.",
        StorageError.Unavailable => "The storage could not be reached, or is too busy.",
        _ => "The storage refused the request.",
    };
}
