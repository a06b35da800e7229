using System.ComponentModel.DataAnnotations;
using MongoDB.Driver;

namespace Kubrick.ServiceDefaults;

/// <summary>Where the database is.</summary>
internal sealed class MongoSettings : IValidatableObject
{
    public string ConnectionString { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConnectionString.Length == 0)
        {
            yield return new ValidationResult("MONGODB_URI is not set; it is the database's address, such as mongodb://host:27017/kubrick.");
            yield break;
        }

        string? fault = null;
        try
        {
            _ = new MongoUrl(ConnectionString);
        }
        catch (MongoConfigurationException exception)
        {
            fault = exception.GetType().Name;
        }

        if (fault is not null)
        {
            // The value itself may hold a password.
            yield return new ValidationResult("MONGODB_URI is not a MongoDB address such as mongodb://host:27017/kubrick.");
        }
    }
}
