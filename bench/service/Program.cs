using Firebreak.Bench;

var folder = System.IO.Directory.CreateTempSubdirectory("firebreak-bench-").FullName;
try
{
    switch (args)
    {
        case ["placing", var events, var orgs]:
            await Placing.Run(folder, int.Parse(events), int.Parse(orgs));
            return 0;
        case ["load", var server, var seconds]:
            await Load.Run(folder, server, int.Parse(seconds));
            return 0;
        case ["log", var server, var events, var kept]:
            await BigLog.Run(kept, server, int.Parse(events));
            return 0;
        case ["people", var server, var users, var orgs, var kept]:
            await People.Run(kept, server, int.Parse(users), int.Parse(orgs));
            return 0;
        case ["bare", var file, var port]:
            await Peers.Serve(file, int.Parse(port));
            return 0;
        default:
            Console.Error.WriteLine("firebreak-bench placing EVENTS ORGS | load SERVER SECONDS | log SERVER EVENTS FOLDER | people SERVER USERS ORGS FOLDER");
            return 2;
    }
}
finally
{
    System.IO.Directory.Delete(folder, recursive: true);
}
