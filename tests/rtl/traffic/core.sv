//===- core.sv - a source and sink of traffic in place of a core -------------===//
//
// Offers what the bench wants to send and takes packets at the bench's pace. A bench packet is 32 bits of payload.
//
//===----------------------------------------------------------------------===//

module core #(
    // verilator lint_off UNUSEDPARAM
    parameter int POPULATIONS = 0,
    parameter int PORTS = 0,
    parameter int DESTINATIONS = 0,
    parameter int CREDITS = 0,
    parameter int WEIGHT_WORDS = 0,
    parameter int STATE_WORDS = 0
    // verilator lint_on UNUSEDPARAM
) (
    input  logic                             clk,
    input  logic                             rst,
    input  logic [chip_pkg::CORE_X_BITS-1:0] x,
    input  logic [chip_pkg::CORE_Y_BITS-1:0] y,
    input  logic                             in_valid,
    output logic                             in_ready,
    input  logic [chip_pkg::PACKET_BITS-1:0] in_packet,
    output logic                             out_valid,
    input  logic                             out_ready,
    output logic [chip_pkg::PACKET_BITS-1:0] out_packet,
    input  logic [                      4:0] flits,
    input  logic [                     31:0] cycles,
    output logic                             route_write,
    output logic [chip_pkg::ADDRESS_BITS-1:0] route_group,
    output logic [                      4:0] route_outputs,
    output logic                             awake
);
  /* verilator no_inline_module */

  // One clock cycle of the core at (x, y): what came, whether the offered packet was taken; then the next offer, whether
  // the next packet is taken, and which route is written.
  import "DPI-C" function void traffic_cycle(
      input int x, input int y, input bit came, input bit came_multicast, input int came_x, input int came_y,
      input int came_data, input bit taken, output bit offer, output bit offer_multicast, output bit offer_to_host,
      output int offer_x, output int offer_y, output int offer_data, output bit take, output bit route,
      output int group, output int outputs);

  chip_pkg::packet_t received, offered;
  bit offer, offer_multicast, offer_to_host, take;
  int offer_x, offer_y, offer_data;

  assign awake = 1'b1;
  assign received = in_packet;
  assign out_packet = offered;
  assign in_ready = take;
  assign out_valid = offer;

  always_comb begin
    offered = 0;
    offered.multicast = offer_multicast;
    offered.to_host = offer_to_host;
    offered.core_x = chip_pkg::CORE_X_BITS'(offer_x);
    offered.core_y = chip_pkg::CORE_Y_BITS'(offer_y);
    offered.payload[31:0] = offer_data;
  end

  bit next_offer, next_multicast, next_to_host, next_take, next_route;
  int next_x, next_y, next_data, next_group, next_outputs;

  always_ff @(posedge clk) begin
    next_offer = 0;
    next_multicast = 0;
    next_to_host = 0;
    next_take = 0;
    next_route = 0;
    next_x = 0;
    next_y = 0;
    next_data = 0;
    next_group = 0;
    next_outputs = 0;
    if (!rst)
      traffic_cycle(32'(x), 32'(y), in_valid && in_ready, received.multicast, 32'(received.core_x),
                    32'(received.core_y), received.payload[31:0], out_valid && out_ready, next_offer, next_multicast,
                    next_to_host, next_x, next_y, next_data, next_take, next_route, next_group, next_outputs);
    offer <= next_offer;
    offer_multicast <= next_multicast;
    offer_to_host <= next_to_host;
    offer_x <= next_x;
    offer_y <= next_y;
    offer_data <= next_data;
    take <= next_take;
    route_write <= next_route;
    route_group <= chip_pkg::ADDRESS_BITS'(next_group);
    route_outputs <= 5'(next_outputs);
  end

endmodule
