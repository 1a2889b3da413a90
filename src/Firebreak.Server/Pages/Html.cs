using System.Text;
using Firebreak.Server.Hosting;
using Firebreak.Server.Pages.Parts;
using Firebreak.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Firebreak.Server.Pages;

/// <summary>Makes HTML of a view and its model. Everything is loaded before: a view waits for nothing.</summary>
internal static class Html
{
    /// <summary>Answers with a page of an org.</summary>
    public static Task Show<TView, TModel>(this Call call, string section, string title, TModel model, int status = 200)
        where TView : View<TModel> =>
        Write<TView, TModel>(call.Http, Context(call, section, title), model, status);

    /// <summary>Answers with a page.</summary>
    public static async Task Write<TView, TModel>(HttpContext http, PageContext page, TModel model, int status)
        where TView : View<TModel>
    {
        var html = await Render<TView, TModel>(http, page, model, whole: true);
        SecurityHeaders.Add(http);
        http.Response.Headers.ContentLanguage = Sentences.For(http).Language;
        http.Response.Headers.Append("Vary", "Accept-Language");
        http.Response.StatusCode = status;
        await Send(http, html);
    }

    /// <summary>Answers with a part of a page, for a script that puts it in its place.</summary>
    public static async Task ShowPart<TView, TModel>(this Call call, TModel model)
        where TView : View<TModel> =>
        await Send(call.Http, await Render<TView, TModel>(call.Http, Context(call, "", ""), model, whole: false));

    /// <summary>Sends the browser on to a page of this org (303), perhaps with the code of what was done.</summary>
    public static Task GoTo(this Call call, string path, string? done = null)
    {
        var to = $"{call.Http.Request.PathBase}/{path}";
        if (done is not null) to += (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "done=" + done;
        call.Http.Response.StatusCode = StatusCodes.Status303SeeOther;
        call.Http.Response.Headers.Location = to;
        return Task.CompletedTask;
    }

    private static PageContext Context(Call call, string section, string title)
    {
        var caller = call.Caller.Actor.SessionId is null ? null : call.Caller;
        var done = call.Query("done") is { } code && Sentences.For(call.Http).Has("done." + code) ? "done." + code : null;
        return new PageContext(call.Org, caller, call.Http.Request.PathBase.Value ?? "", FormTokens.For(call.Http, call.Org), section, title, done);
    }

    private static async Task<string> Render<TView, TModel>(HttpContext http, PageContext page, TModel model, bool whole)
        where TView : View<TModel>
    {
        RenderFragment body = builder =>
        {
            builder.OpenComponent<TView>(0);
#pragma warning disable MA0115 // the parameter stands on View, which the rule does not look into for a type parameter
            builder.AddComponentParameter(1, nameof(View<TModel>.Model), model);
#pragma warning restore MA0115
            builder.CloseComponent();
        };
        await using var renderer = new HtmlRenderer(http.RequestServices, NullLoggerFactory.Instance);
        var spoken = page with { Sentences = Sentences.For(http), Clock = http.Items[Door.ClockItem] as ShiftedClock };
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Document.Page)] = spoken, [nameof(Document.Body)] = body, [nameof(Document.IsWhole)] = whole });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Document>(parameters)).ToHtmlString());
    }

    private static Task Send(HttpContext http, string html)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(html);
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}
