<?php
/**
 * The block.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

defined( 'ABSPATH' ) || exit;

/**
 * The block "AI answer" and its form without JavaScript.
 */
final class Block {

	const NAME = 'aigw/answer';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'init', array( __CLASS__, 'block' ) );
		add_action( 'template_redirect', array( Form::class, 'handle' ), 1 );
	}

	/**
	 * Registers the block and its scripts.
	 *
	 * @return void
	 */
	public static function block() {
		if ( function_exists( 'wp_register_script_module' ) ) {
			foreach ( array( 'sse' => array(), 'words' => array(), 'format' => array( '@aigw/words' ) ) as $name => $needs ) {
				wp_register_script_module( '@aigw/' . $name, plugins_url( 'blocks/answer/' . $name . '.js', AIGW_FILE ), $needs, AIGW_VERSION );
			}
		}
		$type = register_block_type( AIGW_DIR . '/blocks/answer' );
		if ( $type && ! empty( $type->editor_script_handles ) ) {
			wp_set_script_translations( $type->editor_script_handles[0], 'aigw', AIGW_DIR . '/languages' );
		}
	}

	/**
	 * HTML of a block with these attributes, outside of post content too.
	 *
	 * @param array $attributes Attributes as block.json has them.
	 * @return string
	 */
	public static function html( array $attributes ): string {
		return render_block(
			array(
				'blockName'    => self::NAME,
				'attrs'        => $attributes,
				'innerBlocks'  => array(),
				'innerHTML'    => '',
				'innerContent' => array(),
			)
		);
	}
}
