//===- ReduceNetwork.td - a network that shows something, made small -*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def ReduceNetwork : Pass<"reduce-network", "::mlir::ModuleOp"> {
  let summary = "make a network smaller for as long as a test finds in it what it looks for";
  let description = [{
    A pass of `snn-reduce`. The program `test` gets its arguments and the name of a file with a module; it exits with 1
    where it finds what it looks for, and with 0 where it does not. Networks end at an earlier layer, layers become
    inputs, and layers that change no shape are left out, as long as the test still finds it.

    MLIR's own `reduction-tree` takes away operations whose results others use: in a network, which may have cycles, that
    ends its run.
  }];
  let options = [
    Option<"testerName", "test", "std::string", "", "program that looks at a file">,
    ListOption<"testerArgs", "test-arg", "std::string", "arguments in front of the file's name">,
    Option<"attempts", "attempts", "unsigned", "10000", "how often the program is run at most">,
  ];
}
