"""Speaks the language server protocol with snn-lsp-server as an editor does: language_server.py

Prints one line each of what it gets: a diagnostic of a network with a mistake, and of a network without one the hover,
the definition and the completion.
"""
import json
import subprocess

SOUND = """snn.network @net(%in: !snn.spikes<2x4x4>) -> !snn.spikes<2x4x4> {
  %c = snn.identity %in : !snn.spikes<2x4x4> -> tensor<2x4x4xf32>
  %s = snn.integrate_fire %c layer = "spike" threshold(dense<1.0> : tensor<2xf32>) : tensor<2x4x4xf32> -> !snn.spikes<2x4x4>
  snn.output %s : !snn.spikes<2x4x4>
}
"""
# The threshold is not above 0.
FAULTY = SOUND.replace("dense<1.0>", "dense<-1.0>")
UNFINISHED = SOUND.replace("  snn.output", "  snn.\n  snn.output")

server = subprocess.Popen(["snn-lsp-server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
sent = 0


def send(method, parameters, wantsAnswer=True):
    global sent
    message = {"jsonrpc": "2.0", "method": method, "params": parameters}
    if wantsAnswer:
        sent += 1
        message["id"] = sent
    body = json.dumps(message).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    server.stdin.flush()


def receive(wanted):
    """The next message for which `wanted` holds."""
    while True:
        length = 0
        while (line := server.stdout.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        message = json.loads(server.stdout.read(length))
        if wanted(message):
            return message


def ask(method, parameters):
    send(method, parameters)
    answer = receive(lambda message: message.get("id") == sent)
    assert "error" not in answer, answer
    return answer["result"]


def open_file(uri, text):
    send("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "mlir", "version": 1, "text": text}}, False)
    return receive(lambda message: message.get("method") == "textDocument/publishDiagnostics"
                   and message["params"]["uri"] == uri)["params"]["diagnostics"]


def at(uri, text, what, offset=0):
    before = text[:text.index(what) + offset]
    return {"textDocument": {"uri": uri},
            "position": {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}}


capabilities = ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})["capabilities"]
assert capabilities["hoverProvider"] and capabilities["completionProvider"], capabilities
for diagnostic in open_file("test:///faulty.mlir", FAULTY):
    print("diagnostic, line", diagnostic["range"]["start"]["line"] + 1, ":", diagnostic["message"])
assert open_file("test:///sound.mlir", SOUND) == []
print("hover:", ask("textDocument/hover", at("test:///sound.mlir", SOUND, "snn.identity", 5))["contents"]["value"])
definition = ask("textDocument/definition", at("test:///sound.mlir", SOUND, "%c layer", 1))
print("definition, line", definition[0]["range"]["start"]["line"] + 1)
open_file("test:///unfinished.mlir", UNFINISHED)
items = ask("textDocument/completion", at("test:///unfinished.mlir", UNFINISHED, "  snn.\n", 6))["items"]
print("completion:", " ".join(sorted(item["label"] for item in items)))
ask("shutdown", None)
send("exit", None, False)
print("exit", server.wait(10))
