namespace Firebreak;

internal static class Placeholder;
