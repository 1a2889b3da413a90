using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>An endpoint of the whole host, outside of any org and open to everyone, with the reason.</summary>
internal sealed record HostRoute(string OpenBecause, string Method, string Path, Func<HostCall, Task> Handle);

/// <summary>A request to the host itself: nobody asks, in no org.</summary>
internal sealed record HostCall(HttpContext Http, Store Store);
