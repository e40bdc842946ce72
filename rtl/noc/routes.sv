//===- routes.sv - where multicast packets leave a router --------------------===//
//
// Of each multicast group the outputs of this router that its packets take, written by WRITEs to the core beside it.
// Five packets are looked up at once, one an input; bits as in the router.
//
//===----------------------------------------------------------------------===//

module routes #(
    parameter int GROUPS = 32,
    parameter int GROUP_BITS = 5
) (
    input  logic                    clk,
    input  logic                    write,
    input  logic [  GROUP_BITS-1:0] write_group,
    input  logic [             4:0] write_outputs,
    input  logic [5*GROUP_BITS-1:0] groups,
    output logic [            24:0] outputs
);

  // A memory of LUTs has one address to read at: each input has its own copy.
  for (genvar i = 0; i < 5; i++) begin : g_input
    logic [4:0] entries[0:GROUPS-1];

    assign outputs[i*5+:5] = entries[groups[i*GROUP_BITS+:GROUP_BITS]];
    always_ff @(posedge clk) if (write) entries[write_group] <= write_outputs;
  end

endmodule
