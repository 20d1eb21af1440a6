<?php
/**
 * The bed itself: real WordPress, the plugin on, and nothing left of a test.
 */
final class SmokeTest extends Aigw_TestCase {
	public function test_the_plugin_is_on(): void {
		$this->assertTrue( is_plugin_active( 'aigw/aigw.php' ) );
		$this->assertTrue( function_exists( 'aigw_chat' ) );
	}

	public function test_the_names_of_the_origin_are_there(): void {
		do_action( 'aigw_bed_never' );

		$this->assertTrue( shortcode_exists( 'aigw' ) );
	}

	public function test_leaves_an_option_behind(): void {
		update_option( 'aigw_bed_left', 'yes' );

		$this->assertSame( 'yes', get_option( 'aigw_bed_left' ) );
	}

	/**
	 * @depends test_leaves_an_option_behind
	 */
	public function test_finds_no_option_of_the_test_before(): void {
		$this->assertFalse( get_option( 'aigw_bed_left' ) );
	}
}
