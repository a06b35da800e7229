using System.ComponentModel.DataAnnotations;
using MongoDB.Driver;

namespace Kubrick.Mongo;

/// <summary>The database's address, checked at the start.</summary>
internal sealed class MongoAddress : IValidatableObject
{
    public string Text { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Text.Length == 0)
        {
            return [new ValidationResult("MONGODB_URI is not set; it is the database's address, such as mongodb://host:27017/kubrick.")];
        }

        try
        {
            _ = new MongoUrl(Text);
            return [];
        }
        catch (MongoConfigurationException)
        {
            // The value may contain a password.
            return [new ValidationResult("MONGODB_URI is not a MongoDB address such as mongodb://host:27017/kubrick.")];
        }
    }
}
