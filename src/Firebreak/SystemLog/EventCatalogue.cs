using System.Reflection;

namespace Firebreak.SystemLog;

/// <summary>Every type of event that the product writes: the static fields of type <see cref="EventType"/> of all classes named *Events.</summary>
public static class EventCatalogue
{
    /// <summary>All types by name, in byte order.</summary>
    public static IReadOnlyList<EventType> All { get; } =
    [
        .. typeof(EventCatalogue).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Events", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(EventType))
            .Select(field => (EventType)field.GetValue(null)!)
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];
}
