//===- traffic.sv - a chip whose host packets come field by field ------------===//

module traffic (
    input  logic        clk,
    input  logic        rst,
    output int          cols,
    output int          rows,
    output int          groups,
    output int          column_bits,
    input  logic        host_in_valid,
    output logic        host_in_ready,
    input  logic        host_in_multicast,
    input  logic [ 7:0] host_in_x,
    input  logic [ 7:0] host_in_y,
    input  logic [31:0] host_in_data,
    output logic        host_out_valid,
    input  logic        host_out_ready,
    output logic        host_out_to_host,
    output logic [ 7:0] host_out_x,
    output logic [ 7:0] host_out_y,
    output logic [31:0] host_out_data
);

  chip_pkg::packet_t in_packet, out_packet;

  assign cols = chip_pkg::COLS;
  assign rows = chip_pkg::ROWS;
  assign groups = chip_pkg::MULTICAST_GROUPS;
  assign column_bits = chip_pkg::CORE_X_BITS;

  always_comb begin
    in_packet = 0;
    in_packet.multicast = host_in_multicast;
    in_packet.core_x = chip_pkg::CORE_X_BITS'(host_in_x);
    in_packet.core_y = chip_pkg::CORE_Y_BITS'(host_in_y);
    in_packet.payload[31:0] = host_in_data;
  end
  assign host_out_to_host = out_packet.to_host;
  assign host_out_x = 8'(out_packet.core_x);
  assign host_out_y = 8'(out_packet.core_y);
  assign host_out_data = out_packet.payload[31:0];

  chip chip (
      .clk, .rst, .host_in_valid, .host_in_ready, .host_in_packet(in_packet),
      .host_out_valid, .host_out_ready, .host_out_packet(out_packet));

endmodule
